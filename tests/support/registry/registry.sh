# SPDX-FileCopyrightText: 2026 The Spillway authors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # root and the package lists are ./dev's
# A schema registry (Apicurio, with Confluent's API) for tests; sourced by ./dev after kafka/broker.sh, whose free_port it
# uses. One instance is one JVM that keeps everything in memory; build/registry/NAME/ has its pid, port, log and lock.

registry_home="$root/build/registry"
registry_support="$root/tests/support/registry"

registry_usage() {
    cat <<'TXT'
usage: ./dev registry start  [--name NAME]            start (or find) a schema registry; the last line is schema.registry.url=…
       ./dev registry stop   [--name NAME | --all]    stop it; what it held is gone
       ./dev registry status [--name NAME]            what runs, with its address
--name is "dev" unless given.
TXT
}

# The program, once; later starts need neither Maven nor network. The stamp holds the pom it came from.
registry_app() {
    local app="$registry_home/app" stamp="$registry_home/app/.pom" archive
    cmp -s "$registry_support/pom.xml" "$stamp" && return 0
    mkdir -p "$registry_home"
    exec 8>"$registry_home/app.lock"
    flock 8
    if ! cmp -s "$registry_support/pom.xml" "$stamp"; then
        say "fetching Apicurio Registry from Maven Central (about 140 MB, once)"
        rm -rf "$app"
        local mvn=(mvn -q -B -f "$registry_support/pom.xml" dependency:copy-dependencies
            -DincludeScope=runtime "-DoutputDirectory=$app")
        # offline first: a machine that has it in ~/.m2 needs no network
        "${mvn[@]}" -o >/dev/null 2>&1 </dev/null || { rm -rf "$app"; "${mvn[@]}" </dev/null >&2; } ||
            die "Maven could not fetch Apicurio Registry: see its message above; it needs Maven Central, or a mirror in ~/.m2/settings.xml"
        archive=("$app"/*.tar.gz)
        tar -xzf "${archive[0]}" -C "$app" || die "cannot unpack ${archive[0]}"
        rm -f "${archive[@]}"
        cp "$registry_support/pom.xml" "$stamp"
    fi
    exec 8>&-
}

# The pid of a live registry of this directory, else failure. The command line is compared because pids are reused.
registry_pid() {
    local dir=$1 pid
    [[ -s $dir/pid && -s $dir/port ]] || return 1
    pid=$(<"$dir/pid")
    [[ -r /proc/$pid/cmdline ]] || return 1
    tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF -- "-Dspillway.registry=$dir" || return 1
    echo "$pid"
}

registry_url() { echo "http://127.0.0.1:$(<"$1/port")/apis/ccompat/v7"; }

# Does it answer its own question over HTTP? No curl: a bare machine has none.
registry_answers() {
    local line=''
    exec 7<>"/dev/tcp/127.0.0.1/$(<"$1/port")" || return 1
    printf 'GET /apis/ccompat/v7/subjects HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&7
    read -r -t 5 line <&7
    exec 7>&-
    [[ $line == *" 200 "* ]]
}

# 0 answers; 1 the process ended; 2 neither within 120 s
registry_wait() {
    local dir=$1 deadline=$((SECONDS + 120))
    while ((SECONDS < deadline)); do
        registry_answers "$dir" 2>/dev/null && return 0
        [[ -d /proc/$(<"$dir/pid") ]] || return 1
        sleep 0.2
    done
    return 2
}

registry_start() {
    local name=$1 dir="$registry_home/$1" result
    mkdir -p "$dir"
    exec 9>"$registry_home/$name.lock"
    flock -w 180 9 || die "another './dev registry start --name $name' has held $registry_home/$name.lock for 180 s; end it first"
    if registry_pid "$dir" >/dev/null; then
        registry_wait "$dir" || die "the registry '$name' runs but does not answer; ./dev registry stop --name $name, and read $dir/registry.log"
        exec 9>&-
        say "the schema registry '$name' is already running"
        echo "schema.registry.url=$(registry_url "$dir")"
        return 0
    fi
    registry_app
    for _ in 1 2 3; do
        free_port >"$dir/port"
        say "starting the schema registry '$name' (log: build/registry/$name/registry.log)"
        setsid java -Xmx384m -XX:TieredStopAtLevel=1 -Djava.awt.headless=true "-Dspillway.registry=$dir" \
            -Dquarkus.http.host=127.0.0.1 "-Dquarkus.http.port=$(<"$dir/port")" \
            -jar "$registry_home/app"/apicurio-registry-app-*-runner.jar >"$dir/registry.log" 2>&1 </dev/null 9>&- &
        echo $! >"$dir/pid"
        result=0
        registry_wait "$dir" || result=$?
        if ((result == 0)); then
            exec 9>&-
            echo "schema.registry.url=$(registry_url "$dir")"
            return 0
        fi
        registry_end "$dir"
        ((result == 2)) && die "the schema registry '$name' did not answer within 120 s; read $dir/registry.log"
        grep -qsE 'Address already in use|already bound|BindException' "$dir/registry.log" && continue
        tail -n 20 "$dir/registry.log" >&2
        die "the schema registry '$name' ended while starting: see above (all of it: $dir/registry.log)"
    done
    die "the schema registry '$name' found its port taken three times in a row"
}

# Ends the registry of a directory if it lives; waits until it is gone. It holds nothing that must be saved.
registry_end() {
    local dir=$1 pid
    if pid=$(registry_pid "$dir"); then
        kill -KILL "$pid" 2>/dev/null
        for ((i = 0; i < 100; i++)); do
            grep -qsE '^State:.[^Z]' "/proc/$pid/status" || break
            sleep 0.1
        done
    fi
    rm -f "$dir/pid" "$dir/port"
}

registry_stop() {
    local name=$1 dir="$registry_home/$1"
    if ! registry_pid "$dir" >/dev/null; then
        say "the schema registry '$name' is not running"
        return 0
    fi
    registry_end "$dir"
    say "the schema registry '$name' is stopped"
}

registry_names() {
    local lock
    for lock in "$registry_home"/*.lock; do
        [[ ! -f $lock || $lock == */app.lock ]] || basename "$lock" .lock
    done
}

cmd_registry() {
    local verb=${1:-help} name=dev all=no given='' running=1
    (($# > 0)) && shift
    while (($# > 0)); do
        case $verb:$1 in
            *:--name) name=${2:-} given=${2:-}; shift ;;
            stop:--all) all=yes ;;
            *) registry_usage >&2; usage_error "registry $verb does not know '$1'" ;;
        esac
        shift
    done
    [[ $name =~ ^[A-Za-z0-9_-]+$ && $name != app ]] || usage_error "--name takes letters, digits, '-' and '_' (and not 'app'), not '$name'"
    case $verb in
        start)
            need_packages "${test_packages[@]}"
            registry_start "$name"
            ;;
        stop)
            if [[ $all == yes ]]; then
                for name in $(registry_names); do registry_stop "$name"; done
            else
                registry_stop "$name"
            fi
            ;;
        status)
            for name in $(registry_names); do
                [[ -z $given || $given == "$name" ]] || continue
                if registry_pid "$registry_home/$name" >/dev/null; then
                    echo "$name running pid=$(<"$registry_home/$name/pid") schema.registry.url=$(registry_url "$registry_home/$name")"
                    running=0
                else
                    echo "$name stopped"
                fi
            done
            ((running == 0)) || say "no schema registry is running${given:+ under the name $given}"
            return $running
            ;;
        help) registry_usage ;;
        *) registry_usage >&2; usage_error "registry knows start, stop and status, not '$verb'" ;;
    esac
}
