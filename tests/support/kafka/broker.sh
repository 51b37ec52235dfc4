# SPDX-FileCopyrightText: 2026 The Spillway authors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # root and the package lists are ./dev's
# Apache Kafka for tests, measurements and the demo; sourced by ./dev, which defines root, say, die and need_packages.
# One instance is one JVM (broker and controller) with everything it owns under build/kafka/NAME/:
#   server.properties (with the ports it keeps for life), data/, server.log, stdout.log, pid, lock.

kafka_home="$root/build/kafka"
kafka_support="$root/tests/support/kafka"
# shellcheck source=tests/support/kafka/secure.sh
source "$kafka_support/secure.sh"

kafka_usage() {
    cat <<'TXT'
usage: ./dev kafka start  [--name NAME] [--heap SIZE] [--fresh]   start (or find) a broker; the last line is bootstrap.servers=…
                          [--secure]                              with listeners for SASL and TLS, users and ACLs, too
       ./dev kafka stop   [--name NAME | --all] [--kill]          stop it; --kill: SIGKILL at once, as a crash would
       ./dev kafka status [--name NAME]                           what runs, with its address
       ./dev kafka tool CLASS [args]                              run one of Kafka's own tools, e.g.
            ./dev kafka tool org.apache.kafka.tools.consumer.group.ConsumerGroupCommand --bootstrap-server … --list
            ./dev kafka tool org.apache.kafka.tools.consumer.ConsoleConsumer --bootstrap-server … --topic … --from-beginning
            ./dev kafka tool org.apache.kafka.tools.ConsoleProducer --bootstrap-server … --topic …
--name is "dev" unless given. Data and port outlive stop and start; --fresh throws the data of a stopped one away.
--heap is the JVM's -Xmx, 768m unless given.
TXT
}

# The jars, once; later starts need neither Maven nor network. The stamp holds the pom they came from.
kafka_libs() {
    local libs="$kafka_home/libs" stamp="$kafka_home/libs/.pom"
    cmp -s "$kafka_support/pom.xml" "$stamp" && return 0
    mkdir -p "$kafka_home"
    exec 8>"$kafka_home/libs.lock"
    flock 8
    if ! cmp -s "$kafka_support/pom.xml" "$stamp"; then
        say "fetching Apache Kafka from Maven Central (about 55 MB, once)"
        rm -rf "$libs"
        local mvn=(mvn -q -B -f "$kafka_support/pom.xml" dependency:copy-dependencies
            -DincludeScope=runtime "-DoutputDirectory=$libs")
        # offline first: a machine that has them in ~/.m2 needs no network
        "${mvn[@]}" -o >/dev/null 2>&1 </dev/null || { rm -rf "$libs"; "${mvn[@]}" </dev/null >&2; } ||
            die "Maven could not fetch Apache Kafka: see its message above; it needs Maven Central, or a mirror in ~/.m2/settings.xml"
        cp "$kafka_support/pom.xml" "$stamp"
    fi
    exec 8>&-
}

# Is anything listening on or connected from this local port?
port_in_use() {
    local hex
    printf -v hex '%04X' "$1"
    grep -qE "^ *[0-9]+: [0-9A-F]+:$hex " /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# A port below the range the kernel hands out to outgoing connections, so that it stays ours between two starts.
free_port() {
    local port
    for _ in {1..200}; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        if ! port_in_use "$port"; then
            echo "$port"
            return 0
        fi
    done
    die "no free port between 20000 and 32000 on 127.0.0.1"
}

# The pid of a live broker of this directory, else failure. The command line is compared because pids are reused.
kafka_pid() {
    local dir=$1 pid
    [[ -s $dir/pid ]] || return 1
    pid=$(<"$dir/pid")
    [[ -r /proc/$pid/cmdline ]] || return 1
    tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF "$dir/server.properties" || return 1
    echo "$pid"
}

kafka_address() { sed -n 's|^listeners=BROKER://\([^,]*\),.*|\1|p' "$1/server.properties"; }

kafka_write_properties() {
    local dir=$1 port controller
    port=$(free_port)
    controller=$port
    while [[ $controller == "$port" ]]; do controller=$(free_port); done
    cat >"$dir/server.properties" <<TXT
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=BROKER://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=BROKER://127.0.0.1:$port
listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=BROKER
controller.listener.names=CONTROLLER
log.dirs=$dir/data
# one node: nothing can be replicated
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
min.insync.replicas=1
offsets.topic.num.partitions=10
transaction.state.log.num.partitions=4
share.coordinator.state.topic.num.partitions=2
# tests decide what exists, and do not wait
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.cleaner.backoff.ms=500
log.segment.delete.delay.ms=1000
controlled.shutdown.enable=false
# a killed broker may only come back when the controller has given up the one before it
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000
# records of 10 MB and 10,000 headers are among the tests
message.max.bytes=33554432
replica.fetch.max.bytes=33554432
TXT
}

kafka_run_java() { # dir heap: start detached; the pid file names it
    local dir=$1 heap=$2
    rm -f "$dir/started"
    [[ -f $dir/server.log ]] && mv -f "$dir/server.log" "$dir/server.log.before"
    setsid java "-Xmx$heap" -Xms256m -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -Djava.awt.headless=true \
        "-Dlog4j2.configurationFile=$kafka_support/log4j2.properties" "-Dspillway.log=$dir/server.log" \
        -cp "$kafka_home/libs/*" kafka.Kafka "$dir/server.properties" \
        >"$dir/stdout.log" 2>&1 </dev/null 9>&- &
    echo $! >"$dir/pid"
}

# 16 bytes on standard input become a cluster id (base64url, 22 characters). As in Kafka's Uuid.randomUuid it never begins with
# a dash: StorageTool would take "-t -abc" for two options, and 1 start in 64 would fail.
kafka_cluster_id() { base64 | tr '+/' '-_' | tr -d '=\n' | sed 's/^-/A/'; }

# 0 answers; 1 the process ended; 2 neither within 60 s
kafka_wait() {
    local dir=$1 deadline=$((SECONDS + 60))
    while ((SECONDS < deadline)); do
        # "started" outlives the log line, which leaves with the log's second rotation
        [[ -f $dir/started ]] && return 0
        grep -qsF 'Kafka Server started' "$dir/server.log" && touch "$dir/started" && return 0
        [[ -d /proc/$(<"$dir/pid") ]] || return 1
        sleep 0.1
    done
    return 2
}

kafka_start() {
    local name=$1 heap=$2 fresh=$3 secure=${4:-no} dir="$kafka_home/$1" result format=()
    mkdir -p "$dir"
    exec 9>"$kafka_home/$name.lock"
    flock -w 120 9 || die "another './dev kafka start --name $name' has held $kafka_home/$name.lock for 120 s; end it first"
    if kafka_pid "$dir" >/dev/null; then
        # found in the middle of starting when the one who started it was killed: wait for it as well
        kafka_wait "$dir" || die "the broker '$name' runs but does not answer; ./dev kafka stop --name $name --kill, and read $dir/server.log"
        exec 9>&-
        say "Kafka '$name' is already running"
        [[ $secure == no || -f $dir/listeners ]] || die "the broker '$name' was made without --secure; choose another --name, or stop it and start it with --fresh"
        [[ $secure == no ]] || secure_describe "$dir"
        echo "bootstrap.servers=$(kafka_address "$dir")"
        return 0
    fi
    [[ $fresh == yes ]] && rm -rf "$dir" && mkdir -p "$dir"
    [[ $secure == no || ! -f $dir/formatted || -f $dir/listeners ]] || die "the data of '$name' was made without --secure; add --fresh, or choose another --name"
    kafka_libs
    for _ in 1 2 3; do
        # written last by the format step: without it nothing of value is here
        if [[ ! -f $dir/formatted ]]; then
            rm -rf "$dir/data"
            kafka_write_properties "$dir"
            if [[ $secure == yes ]]; then
                need_packages openssl
                secure_write_certificates "$dir"
                secure_write_properties "$dir"
                mapfile -t format < <(secure_scram_arguments)
            fi
            java "-Dlog4j2.configurationFile=$kafka_support/tools-log4j2.properties" -XX:TieredStopAtLevel=1 \
                -cp "$kafka_home/libs/*" kafka.tools.StorageTool format \
                -t "$(head -c 16 /dev/urandom | kafka_cluster_id)" -c "$dir/server.properties" "${format[@]}" \
                >"$dir/format.log" 2>&1 </dev/null 9>&- || { cat "$dir/format.log" >&2; die "Kafka could not format $dir/data: see above"; }
        fi
        say "starting Kafka '$name' (log: build/kafka/$name/server.log)"
        # every topic partition is an open file
        ulimit -n "$(ulimit -Hn)" 2>/dev/null || true
        kafka_run_java "$dir" "$heap"
        result=0
        kafka_wait "$dir" || result=$?
        if ((result == 0)); then
            touch "$dir/formatted"
            if [[ -f $dir/listeners ]]; then secure_write_acls "$dir"; fi
            exec 9>&-
            [[ $secure == no ]] || secure_describe "$dir"
            echo "bootstrap.servers=$(kafka_address "$dir")"
            return 0
        fi
        kafka_end "$dir" KILL
        ((result == 2)) && die "Kafka '$name' did not answer within 60 s; read $dir/server.log and $dir/stdout.log"
        if grep -qsE 'Address already in use|BindException' "$dir/server.log" "$dir/stdout.log"; then
            [[ -f $dir/formatted ]] && die "the port of '$name' ($(kafka_address "$dir")) is taken by another process; end that, or start over with: ./dev kafka start --name $name --fresh"
            continue # a port was taken between choosing and binding: choose others
        fi
        tail -n 20 "$dir/stdout.log" "$dir/server.log" >&2 2>/dev/null
        die "Kafka '$name' ended while starting: see above (all of it: $dir/server.log)"
    done
    die "Kafka '$name' found its ports taken three times in a row"
}

# Ends the broker of a directory if it lives; waits until it is gone.
kafka_end() {
    local dir=$1 signal=$2 pid
    if pid=$(kafka_pid "$dir"); then
        kill "-$signal" "$pid" 2>/dev/null
        for ((i = 0; i < 200; i++)); do
            # gone, or a zombie that waits for whoever started it
            grep -qsE '^State:.[^Z]' "/proc/$pid/status" || break
            # 10 s for a clean end, then none
            ((i == 100)) && kill -KILL "$pid" 2>/dev/null
            sleep 0.1
        done
    fi
    rm -f "$dir/pid"
}

kafka_stop() {
    local name=$1 signal=$2 dir="$kafka_home/$1"
    if ! kafka_pid "$dir" >/dev/null; then
        rm -f "$dir/pid"
        say "Kafka '$name' is not running"
        return 0
    fi
    kafka_end "$dir" "$signal"
    say "Kafka '$name' is stopped; its data stays in build/kafka/$name"
}

kafka_names() {
    local properties
    for properties in "$kafka_home"/*/server.properties; do
        [[ -f $properties ]] && basename "$(dirname "$properties")"
    done
}

kafka_status() {
    local only=$1 name dir pid running=1
    for name in $(kafka_names); do
        [[ -z $only || $only == "$name" ]] || continue
        dir="$kafka_home/$name"
        if pid=$(kafka_pid "$dir"); then
            echo "$name running pid=$pid bootstrap.servers=$(kafka_address "$dir")"
            running=0
        else
            echo "$name stopped"
        fi
    done
    ((running == 0)) || say "no broker is running${only:+ under the name $only}"
    return $running
}

kafka_tool() {
    (($# > 0)) || { kafka_usage >&2; exit 2; }
    need_packages "${test_packages[@]}"
    kafka_libs
    exec java -Xmx512m "-Dlog4j2.configurationFile=$kafka_support/tools-log4j2.properties" -cp "$kafka_home/libs/*" "$@"
}

cmd_kafka() {
    local verb=${1:-help} name=dev heap=768m fresh=no secure=no signal=TERM all=no given=''
    (($# > 0)) && shift
    if [[ $verb == tool ]]; then kafka_tool "$@"; fi
    while (($# > 0)); do
        case $verb:$1 in
            *:--name) name=${2:-} given=${2:-}; shift ;;
            start:--heap) heap=${2:-}; shift ;;
            start:--fresh) fresh=yes ;;
            start:--secure) secure=yes ;;
            stop:--kill) signal=KILL ;;
            stop:--all) all=yes ;;
            *) kafka_usage >&2; usage_error "kafka $verb does not know '$1'" ;;
        esac
        shift
    done
    [[ $name =~ ^[A-Za-z0-9_-]+$ && $name != libs ]] || usage_error "--name takes letters, digits, '-' and '_' (and not 'libs'), not '$name'"
    [[ $heap =~ ^[0-9]+[kmgKMG]$ ]] || usage_error "--heap takes a size such as 768m, not '$heap'"
    case $verb in
        start)
            need_packages "${test_packages[@]}"
            kafka_start "$name" "$heap" "$fresh" "$secure"
            ;;
        stop)
            if [[ $all == yes ]]; then
                for name in $(kafka_names); do kafka_stop "$name" "$signal"; done
            else
                kafka_stop "$name" "$signal"
            fi
            ;;
        status) kafka_status "$given" ;;
        help) kafka_usage ;;
        *) kafka_usage >&2; usage_error "kafka knows start, stop, status and tool, not '$verb'" ;;
    esac
}
