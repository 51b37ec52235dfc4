# SPDX-FileCopyrightText: 2026 The Spillway authors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # root, the package lists and kafka_support are those of ./dev and kafka/broker.sh
# Kafka Connect for tests, a standalone worker in the foreground; sourced by ./dev.

connect_home="$root/build/connect"
connect_support="$root/tests/support/connect"

connect_usage() {
    cat <<'TXT'
usage: ./dev connect run WORKER.properties CONNECTOR.properties…   a standalone worker, until it is ended
       ./dev connect sink DIR BOOTSTRAP TOPIC DLQ                  one with a file sink that takes JSON only: what is none
                                                                   goes to DLQ, with context headers; DIR keeps its files
TXT
}

# The jars, once, as kafka_libs does.
connect_libs() {
    local libs="$connect_home/libs" stamp="$connect_home/libs/.pom"
    cmp -s "$connect_support/pom.xml" "$stamp" && return 0
    mkdir -p "$connect_home"
    exec 8>"$connect_home/libs.lock"
    flock 8
    if ! cmp -s "$connect_support/pom.xml" "$stamp"; then
        say "fetching Kafka Connect from Maven Central (about 36 MB, once)"
        rm -rf "$libs"
        local mvn=(mvn -q -B -f "$connect_support/pom.xml" dependency:copy-dependencies
            -DincludeScope=runtime "-DoutputDirectory=$libs")
        "${mvn[@]}" -o >/dev/null 2>&1 </dev/null || { rm -rf "$libs"; "${mvn[@]}" </dev/null >&2; } ||
            die "Maven could not fetch Kafka Connect: see its message above; it needs Maven Central, or a mirror in ~/.m2/settings.xml"
        cp "$connect_support/pom.xml" "$stamp"
    fi
    exec 8>&-
}

connect_sink() {
    local dir=$1 bootstrap=$2 topic=$3 dlq=$4
    mkdir -p "$dir"
    dir=$(cd "$dir" && pwd)
    cat >"$dir/worker.properties" <<TXT
bootstrap.servers=$bootstrap
key.converter=org.apache.kafka.connect.storage.StringConverter
value.converter=org.apache.kafka.connect.json.JsonConverter
value.converter.schemas.enable=false
offset.storage.file.filename=$dir/offsets
offset.flush.interval.ms=500
plugin.discovery=service_load
listeners=http://127.0.0.1:0
consumer.auto.offset.reset=earliest
TXT
    cat >"$dir/sink.properties" <<TXT
name=$dlq
connector.class=org.apache.kafka.connect.file.FileStreamSinkConnector
tasks.max=1
topics=$topic
file=$dir/sink.txt
errors.tolerance=all
errors.deadletterqueue.topic.name=$dlq
errors.deadletterqueue.topic.replication.factor=1
errors.deadletterqueue.context.headers.enable=true
TXT
    connect_run "$dir/worker.properties" "$dir/sink.properties"
}

connect_run() {
    need_packages "${test_packages[@]}"
    connect_libs
    exec java -Xmx384m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.awt.headless=true \
        "-Dlog4j2.configurationFile=$kafka_support/tools-log4j2.properties" \
        -cp "$connect_home/libs/*" org.apache.kafka.connect.cli.ConnectStandalone "$@"
}

cmd_connect() {
    local verb=${1:-help}
    (($# > 0)) && shift
    case $verb in
        run)
            (($# >= 2)) || { connect_usage >&2; usage_error "connect run takes the worker's properties and a connector's"; }
            connect_run "$@"
            ;;
        sink)
            (($# == 4)) || { connect_usage >&2; usage_error "connect sink takes DIR BOOTSTRAP TOPIC DLQ"; }
            connect_sink "$@"
            ;;
        help) connect_usage ;;
        *) connect_usage >&2; usage_error "connect knows run and sink, not '$verb'" ;;
    esac
}
