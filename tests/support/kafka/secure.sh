# SPDX-FileCopyrightText: 2026 The Spillway authors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # kafka_home and the rest are ./dev's and broker.sh's
# What ./dev kafka start --secure adds to a broker: listeners with SASL and TLS, right and wrong certificates, users of
# differing rights behind Kafka's StandardAuthorizer. Sourced by broker.sh.

# listener → protocol, certificate of build/kafka/NAME/tls. What is wrong with a listener is its name.
secure_listeners=(
    "SASLPLAIN SASL_PLAINTEXT -"
    "SCRAMONLY SASL_PLAINTEXT -"
    "SASLSSL SASL_SSL server"
    "TLS SSL server"
    "MTLS SSL server"
    "EXPIRED SSL expired"
    "FOREIGN SSL foreign"
    "WRONGHOST SSL wronghost"
    "ADVERTISED PLAINTEXT -"
)
# every password is USER-secret
secure_users=(admin reader producer notopic nogroup nocluster)

secure_openssl() { # its chatter only when it fails
    local out
    out=$(openssl "$@" 2>&1 </dev/null) || { echo "$out" >&2; die "openssl $1 could not make the test certificates: see above"; }
}

secure_ca() { # dir name subject
    secure_openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
        -keyout "$1/$2.key" -out "$1/$2.pem" -subj "/CN=$3"
}

secure_certificate() { # dir name ca subject days subjectAltName
    local dir=$1 name=$2 ca=$3
    secure_openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$dir/$name.key" -out "$dir/$name.csr" -subj "/CN=$4"
    echo "subjectAltName=$6" >"$dir/$name.ext"
    secure_openssl x509 -req -in "$dir/$name.csr" -CA "$dir/$ca.pem" -CAkey "$dir/$ca.key" -CAcreateserial \
        -days "$5" -extfile "$dir/$name.ext" -out "$dir/$name.crt"
    cat "$dir/$name.key" "$dir/$name.crt" "$dir/$ca.pem" >"$dir/$name.pem" # one file, as Kafka's PEM keystore wants it
    rm "$dir/$name.csr" "$dir/$name.ext"
}

secure_write_certificates() {
    local tls=$1/tls here='DNS:localhost,IP:127.0.0.1'
    mkdir -p "$tls"
    chmod 700 "$tls"
    secure_ca "$tls" ca "Spillway test CA"
    secure_ca "$tls" foreign-ca "Somebody else's CA"
    secure_certificate "$tls" server ca localhost 3650 "$here"
    secure_certificate "$tls" expired ca localhost -1 "$here"
    secure_certificate "$tls" foreign foreign-ca localhost 3650 "$here"
    secure_certificate "$tls" wronghost ca kafka.elsewhere.example 3650 'DNS:kafka.elsewhere.example,DNS:*.elsewhere.example'
    secure_certificate "$tls" admin ca admin 3650 'DNS:admin'
    secure_certificate "$tls" reader ca reader 3650 'DNS:reader'
    secure_certificate "$tls" foreign-admin foreign-ca admin 3650 'DNS:admin'
    secure_openssl pkcs12 -export -in "$tls/admin.crt" -inkey "$tls/admin.key" -out "$tls/admin.p12" -passout pass:admin-secret
    secure_openssl pkcs8 -topk8 -in "$tls/admin.key" -out "$tls/admin-locked.key" -passout pass:admin-secret
}

# Adds to server.properties what kafka_write_properties has begun.
secure_write_properties() {
    local dir=$1 entry name protocol certificate port listeners='' advertised='' map='' users='' user lower mechanisms mechanism
    local plain='org.apache.kafka.common.security.plain.PlainLoginModule required' scram='org.apache.kafka.common.security.scram.ScramLoginModule required;'
    for user in "${secure_users[@]}"; do users+=" user_$user=\"$user-secret\""; done
    : >"$dir/secure.properties"
    : >"$dir/listeners"
    for entry in "${secure_listeners[@]}"; do
        read -r name protocol certificate <<<"$entry"
        port=$(free_port)
        while grep -q ":$port\\b" "$dir/server.properties" || [[ $listeners == *":$port"* ]]; do port=$(free_port); done # each once
        lower=${name,,}
        listeners+=",$name://127.0.0.1:$port"
        map+=",$name:$protocol"
        if [[ $name == ADVERTISED ]]; then
            advertised+=",$name://unreachable.invalid:$port" # a broker that says a wrong address of itself
        else
            advertised+=",$name://localhost:$port"
        fi
        echo "$name $protocol localhost:$port" >>"$dir/listeners"
        if [[ $protocol == SASL_* ]]; then
            mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
            [[ $name == SCRAMONLY ]] && mechanisms=SCRAM-SHA-256
            echo "listener.name.$lower.sasl.enabled.mechanisms=$mechanisms"
            for mechanism in ${mechanisms//,/ }; do
                if [[ $mechanism == PLAIN ]]; then
                    echo "listener.name.$lower.plain.sasl.jaas.config=$plain$users;"
                else
                    echo "listener.name.$lower.${mechanism,,}.sasl.jaas.config=$scram"
                fi
            done
        fi >>"$dir/secure.properties"
        if [[ $certificate != - ]]; then
            echo "listener.name.$lower.ssl.keystore.type=PEM"
            echo "listener.name.$lower.ssl.keystore.location=$dir/tls/$certificate.pem"
            echo "listener.name.$lower.ssl.truststore.type=PEM"
            echo "listener.name.$lower.ssl.truststore.location=$dir/tls/ca.pem"
            echo "listener.name.$lower.ssl.client.auth=$([[ $name == MTLS ]] && echo required || echo none)"
            echo "listener.name.$lower.ssl.principal.mapping.rules=RULE:^CN=([^,]*).*\$/\$1/,DEFAULT"
        fi >>"$dir/secure.properties"
    done
    # who comes without a name is the broker itself and Kafka's own tools on the plain port
    cat >>"$dir/secure.properties" <<'TXT'
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;User:admin
TXT
    sed -i -e "s|^listeners=.*|&$listeners|" -e "s|^advertised.listeners=.*|&$advertised|" \
        -e "s|^listener.security.protocol.map=.*|&$map|" "$dir/server.properties"
    cat "$dir/secure.properties" >>"$dir/server.properties"
    rm "$dir/secure.properties"
}

# Arguments of StorageTool format: users of SCRAM are part of the first metadata.
secure_scram_arguments() {
    local user mechanism
    for user in "${secure_users[@]}"; do
        for mechanism in SCRAM-SHA-256 SCRAM-SHA-512; do
            printf '%s\n' --add-scram "$mechanism=[name=$user,password=$user-secret]"
        done
    done
}

secure_acl() { # dir arguments…
    local dir=$1
    shift
    java -Xmx128m -XX:TieredStopAtLevel=1 "-Dlog4j2.configurationFile=$kafka_support/tools-log4j2.properties" -cp "$kafka_home/libs/*" \
        org.apache.kafka.tools.AclCommand --bootstrap-server "$(kafka_address "$dir")" --add "$@" >>"$dir/acls.log" 2>&1 </dev/null 9>&-
}

# Who may what, once per data folder. admin is a super user and needs none.
secure_write_acls() {
    local dir=$1 pids=() pid
    [[ -f $dir/acls ]] && return 0
    secure_acl "$dir" --allow-principal User:reader --allow-principal User:nogroup --allow-principal User:nocluster \
        --operation Read --operation Describe --operation DescribeConfigs --topic '*' & pids+=($!)
    secure_acl "$dir" --allow-principal User:reader --allow-principal User:notopic --allow-principal User:nocluster \
        --operation Read --operation Describe --group '*' & pids+=($!)
    secure_acl "$dir" --allow-principal User:reader --allow-principal User:notopic --allow-principal User:producer \
        --operation Describe --cluster & pids+=($!)
    secure_acl "$dir" --allow-principal User:producer --operation Write --operation Describe --topic '*' & pids+=($!)
    for pid in "${pids[@]}"; do
        wait "$pid" || { cat "$dir/acls.log" >&2; die "Kafka's AclCommand failed: see above"; }
    done
    touch "$dir/acls"
}

# One line per listener on stdout ("listener.NAME=host:port"), how to use them on stderr.
secure_describe() {
    local dir=$1 name protocol address
    say "users ${secure_users[*]}: the password of each is USER-secret; admin may all, reader may read, producer may write,"
    say "  notopic, nogroup and nocluster lack the right they are named for. Certificates: ${dir#"$root"/}/tls"
    while read -r name protocol address; do
        echo "listener.$name=$address"
        case $name in
            SASLPLAIN) say "KAFKA_SASL_PASSWORD=admin-secret spillwayctl --bootstrap $address -X security.protocol=sasl_plaintext -X sasl.mechanism=PLAIN -X sasl.username=admin check" ;;
            SASLSSL) say "  … --bootstrap $address -X security.protocol=sasl_ssl -X sasl.mechanism=PLAIN -X sasl.username=admin -X ssl.ca.location=$dir/tls/ca.pem" ;;
            TLS) say "  … --bootstrap $address -X security.protocol=ssl -X ssl.ca.location=$dir/tls/ca.pem" ;;
            MTLS) say "  … --bootstrap $address -X security.protocol=ssl -X ssl.ca.location=$dir/tls/ca.pem -X ssl.certificate.location=$dir/tls/admin.crt -X ssl.key.location=$dir/tls/admin.key" ;;
            *) say "  $name ($protocol) is for seeing what goes wrong: $address" ;;
        esac
    done <"$dir/listeners"
    echo "tls=$dir/tls"
}
