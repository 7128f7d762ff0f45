# Sourced by ./run: the tour over a datapath and a VALE switch. Every step is checked; the closing line counts.

tour_passed=0
tour_failed=0
tour_namespaces=()
tour_pids=()
tour_p=${TOUR_PREFIX:-}

step() { printf '\n%s\n' "$1"; }
show() { sed 's/^/      /'; }

# check WHAT COMMAND...: runs the command and says whether it did what it should.
check() {
    local what=$1
    shift
    if "$@"; then
        tour_passed=$((tour_passed + 1))
        echo "  ok    $what"
    else
        tour_failed=$((tour_failed + 1))
        echo "  FAIL  $what" >&2
    fi
}
fails() { ! "$@"; }

# eventually SECONDS COMMAND...: until the command works.
eventually() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        (( SECONDS < end )) || return 1
        sleep 0.1
    done
}

rest() { # METHOD PATH [JSON]
    curl -sS -u onos:rocks -X "$1" ${3+-H 'Content-Type: application/json' -d "$3"} -o "$ONOS_DATA/answer" -w '%{http_code}' "http://127.0.0.1:$ONOS_HTTP_PORT$2" > "$ONOS_DATA/status"
    grep -q '^2' "$ONOS_DATA/status"
}
rest_or_say() {
    rest "$@" && return
    echo "        $1 $2 answered $(cat "$ONOS_DATA/status"): $(cat "$ONOS_DATA/answer")" >&2
    return 1
}
answer() { jq -r "$1" "$ONOS_DATA/answer"; }

tour_install() {
    local status
    status=$(curl -sS -u onos:rocks -X POST -H 'Content-Type: application/octet-stream' --data-binary "@$1" -o "$ONOS_DATA/answer" -w '%{http_code}' \
        "http://127.0.0.1:$ONOS_HTTP_PORT/onos/v1/applications?activate=true")
    if [[ $status != 2* ]] || ! eventually 60 rest GET /onos/netmap/datapaths; then
        echo "run: ONOS did not take the app (status $status): $(cat "$ONOS_DATA/answer"); see $ONOS_DATA/karaf/data/log/karaf.log" >&2
        return 1
    fi
    echo "ONOS is up with app org.onosnetmap ($(basename "$1"))"
}

# forward_rules A B: what comes in by one port leaves by the other. Priority 10.
forward_rules() {
    jq -nc --arg d netmap:br0 --argjson a "$1" --argjson b "$2" '
        def rule(i; o): {deviceId: $d, priority: 10, isPermanent: true, timeout: 0,
            selector: {criteria: [{type: "IN_PORT", port: i}]},
            treatment: {instructions: [{type: "OUTPUT", port: o}]}};
        {flows: [rule($a; $b), rule($b; $a)]}'
}
# Drops TCP to port 80, at a higher priority.
block_rule() {
    jq -nc --arg d netmap:br0 '{flows: [{deviceId: $d, priority: 1000, isPermanent: true, timeout: 0,
        selector: {criteria: [{type: "ETH_TYPE", ethType: "0x800"}, {type: "IP_PROTO", protocol: 6}, {type: "TCP_DST", tcpPort: 80}]},
        treatment: {instructions: [{type: "NOACTION"}]}}]}'
}
rules_added() { rest GET /onos/v1/flows/netmap:br0 && [ "$(answer '[.flows[] | select(.state == "ADDED")] | length')" -ge "$1" ]; }
# packets PRIORITY: counted by the rules of a priority, as ONOS knows it.
packets() { rest GET /onos/v1/flows/netmap:br0 && answer "[.flows[] | select(.priority == $1) | .packets] | add // 0"; }
packets_at_least() { [ "$(packets "$1")" -ge "$2" ]; }
flow_table() { rest GET /onos/v1/flows/netmap:br0 && answer '.flows[] | "priority \(.priority)  \(.state)  \(.packets) packets  \(.bytes) bytes  \([.selector.criteria[] | "\(.type)=\(.port // .ethType // .protocol // .tcpPort)"] | join(" ")) -> \([.treatment.instructions[]? | "\(.type) \(.port // "")"] | join(" "))"'; }
device_available() { rest GET "/onos/v1/devices/$1" && [ "$(answer .available)" = true ]; }
# explains PACKET WORD: the trace of a packet that comes into br0 by port 1 contains the word.
explains() {
    rest POST /onos/netmap/datapaths/br0/trace "{\"port\": \"1\", \"packet\": \"$1\"}" && jq -e --arg word "$2" 'any(.steps[]; .text | contains($word))' "$ONOS_DATA/answer" > /dev/null
}
explanation() { jq -r '.steps[] | "  " * .depth + .text' "$ONOS_DATA/answer" | cut -c -110; }
mac_table() { rest GET /onos/netmap/datapaths/vale0/macs && answer '.macs[] | "\(.mac)  vlan \(.vlan)  port \(.port)"'; }
macs_known() { rest GET /onos/netmap/datapaths/vale0/macs && [ "$(answer '.macs | length')" -ge "$1" ]; }

# --- as root: namespaces ------------------------------------------------------------------------------------------------

in_ns() { local ns=$tour_p$1; shift; ip netns exec "$ns" "$@"; }
pings() { in_ns "$1" ping -q -c 3 -i 0.2 -W 1 "$2" > /dev/null; }
connects() { in_ns "$1" nc -z -w 2 "$2" "$3"; }

# host NAME ADDRESS: a namespace with one interface, whose other end is for the switch.
tour_host() {
    local ns=$tour_p$1 out=${tour_p}nm-$1
    if ip netns list | grep -qw "$ns"; then
        echo "run: there is a network namespace $ns already; remove it (ip netns del $ns), or set TOUR_PREFIX" >&2
        return 1
    fi
    ip netns add "$ns" && tour_namespaces+=("$ns") || return 1
    ip link add "$out" type veth peer name eth0 netns "$ns" || return 1
    # The switch's end is no address of this machine's own.
    sysctl -qw "net.ipv6.conf.$out.disable_ipv6=1" 2> /dev/null || true
    ip link set "$out" up
    ip -n "$ns" link set lo up
    ip -n "$ns" link set eth0 up
    ip -n "$ns" addr add "$2" dev eth0
}

tour_with_namespaces() {
    step "1. Two hosts on a datapath, two on a VALE switch"
    tour_host h1 10.0.0.1/24 && tour_host h2 10.0.0.2/24 && tour_host h3 10.0.1.3/24 && tour_host h4 10.0.1.4/24 || exit 1
    check "datapath br0 with ports packet:${tour_p}nm-h1 and packet:${tour_p}nm-h2" \
        rest_or_say POST /onos/netmap/datapaths "{\"name\": \"br0\", \"ports\": [{\"name\": \"packet:${tour_p}nm-h1\", \"number\": 1}, {\"name\": \"packet:${tour_p}nm-h2\", \"number\": 2}]}"
    check "VALE switch vale0 with ports packet:${tour_p}nm-h3 and packet:${tour_p}nm-h4" \
        rest_or_say POST /onos/netmap/datapaths "{\"name\": \"vale0\", \"ports\": [{\"name\": \"packet:${tour_p}nm-h3\", \"number\": 1}, {\"name\": \"packet:${tour_p}nm-h4\", \"number\": 2}]}"
    check "ONOS has device netmap:br0" eventually 30 device_available netmap:br0
    check "ONOS has device netmap:vale0" eventually 30 device_available netmap:vale0

    step "2. No rule, no ping"
    check "h1 cannot reach h2" fails pings h1 10.0.0.2

    step "3. Two rules by REST: POST /onos/v1/flows"
    check "ONOS takes the rules" rest_or_say POST '/onos/v1/flows?appId=org.onosnetmap.tour' "$(forward_rules 1 2)"
    check "they are ADDED" eventually 30 rules_added 2
    check "h1 reaches h2" eventually 15 pings h1 10.0.0.2
    check "their counters move" eventually 30 packets_at_least 10 6
    flow_table | show

    step "4. A rule of higher priority drops TCP to port 80"
    ip netns exec "${tour_p}h2" nc -lk 80 < /dev/null > /dev/null 2>&1 & tour_pids+=($!)
    ip netns exec "${tour_p}h2" nc -lk 81 < /dev/null > /dev/null 2>&1 & tour_pids+=($!)
    check "before: h1 connects to h2, port 80" eventually 30 connects h1 10.0.0.2 80
    check "ONOS takes the rule" rest_or_say POST '/onos/v1/flows?appId=org.onosnetmap.tour' "$(block_rule)"
    check "it is ADDED" eventually 30 rules_added 3
    check "h1 does not connect to port 80" fails connects h1 10.0.0.2 80
    check "h1 does connect to port 81" eventually 30 connects h1 10.0.0.2 81
    check "h1 still reaches h2" eventually 15 pings h1 10.0.0.2
    check "the rule counts what it dropped" eventually 30 packets_at_least 1000 1
    flow_table | show
    check "asked why, the switch says which rule drops such a packet" explains tcp,nw_src=10.0.0.1,nw_dst=10.0.0.2,tp_dst=80 "priority=1000"
    explanation | show

    step "5. The VALE switch needs no rule: it learns"
    check "h3 reaches h4" eventually 15 pings h3 10.0.1.4
    check "it knows both addresses" eventually 30 macs_known 2
    mac_table | show
}

# --- without root: files and memory -------------------------------------------------------------------------------------

# pcap FILE FRAME...: a capture file with frames in hexadecimal, 50 ms apart.
write_pcap() {
    local file=$1 frame i=0
    shift
    {
        printf '\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x01\x00\x00\x00'
        for frame; do
            i=$((i + 1))
            little_endian 1; little_endian $((i * 50000)); little_endian $((${#frame} / 2)); little_endian $((${#frame} / 2))
            printf "$(sed 's/../\\x&/g' <<< "$frame")"
        done
    } > "$file"
}
little_endian() { printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))\\x$(printf %02x $(($1 >> 16 & 255)))\\x$(printf %02x $(($1 >> 24)))"; }
# ethernet DST SRC TYPE PAYLOAD, all in hexadecimal; a TCP segment to a port.
ethernet() { echo "$1$2$3$4"; }
tcp_to() { echo "4500002800010000400666cd0a0000010a000002""3039$(printf %04x "$1")000000010000000050022000000000000000"; }

grows() {
    local before after
    before=$(stat -c %s "$1")
    eventually 3 eval "[ \$(stat -c %s '$1') -gt $before ]"
}
contains_port() { tail -c +25 "$1" | od -An -v -tx1 | tr -d ' \n' | grep -q "3039$(printf %04x "$2")"; }

tour_with_files() {
    local d=$ONOS_DATA/pcap h1=020000000001 h2=020000000002
    mkdir -p "$d"
    write_pcap "$d/h1.pcap" "$(ethernet $h2 $h1 0800 "$(tcp_to 80)")" "$(ethernet $h2 $h1 0800 "$(tcp_to 81)")"
    write_pcap "$d/h2.pcap" "$(ethernet $h1 $h2 0800 "$(tcp_to 81)")"

    step "1. A datapath and a VALE switch; capture files stand in for the hosts"
    check "datapath br0: port 1 replays h1.pcap for ever, port 2 writes what leaves to out.pcap" \
        rest_or_say POST /onos/netmap/datapaths "{\"name\": \"br0\", \"ports\": [
            {\"name\": \"pcap:$d/h1.pcap\", \"number\": 1, \"options\": {\"loop\": \"true\", \"timing\": \"file\"}},
            {\"name\": \"pcap:$d/h2.pcap\", \"number\": 2, \"options\": {\"loop\": \"false\", \"write\": \"$d/out.pcap\"}}]}"
    check "VALE switch vale0 with ports h3, h4 (files) and vale0:p1 (memory)" \
        rest_or_say POST /onos/netmap/datapaths "{\"name\": \"vale0\", \"ports\": [
            {\"name\": \"pcap:$d/h1.pcap\", \"number\": 1, \"options\": {\"loop\": \"true\", \"timing\": \"file\"}},
            {\"name\": \"pcap:$d/h2.pcap\", \"number\": 2, \"options\": {\"loop\": \"true\", \"timing\": \"file\", \"write\": \"$d/vale.pcap\"}},
            {\"name\": \"vale0:p1\", \"number\": 3}]}"
    check "ONOS has device netmap:br0" eventually 30 device_available netmap:br0
    check "ONOS has device netmap:vale0" eventually 30 device_available netmap:vale0

    step "2. No rule, no packet"
    check "nothing leaves port 2" fails grows "$d/out.pcap"

    step "3. Two rules by REST: POST /onos/v1/flows"
    check "ONOS takes the rules" rest_or_say POST '/onos/v1/flows?appId=org.onosnetmap.tour' "$(forward_rules 1 2)"
    check "they are ADDED" eventually 30 rules_added 2
    check "packets leave port 2" eventually 30 grows "$d/out.pcap"
    check "their counters move" eventually 30 packets_at_least 10 6
    flow_table | show

    step "4. A rule of higher priority drops TCP to port 80"
    check "before: segments to port 80 leave" eventually 30 contains_port "$d/out.pcap" 80
    check "ONOS takes the rule" rest_or_say POST '/onos/v1/flows?appId=org.onosnetmap.tour' "$(block_rule)"
    check "it is ADDED" eventually 30 rules_added 3
    # Frames reach the file together, a few times a second: when it grows after ADDED, those of before are in it.
    eventually 30 grows "$d/out.pcap"
    local before
    before=$(stat -c %s "$d/out.pcap")
    check "segments to port 81 still leave" eventually 30 grows "$d/out.pcap"
    tail -c "+$((before + 1))" "$d/out.pcap" > "$d/after"
    check "segments to port 80 do not" fails contains_port "$d/after" 80
    check "the rule counts what it dropped" eventually 30 packets_at_least 1000 1
    flow_table | show
    check "asked why, the switch says which rule drops such a packet" explains tcp,nw_src=10.0.0.1,nw_dst=10.0.0.2,tp_dst=80 "priority=1000"
    explanation | show

    step "5. The VALE switch needs no rule: it learns"
    check "it knows both addresses" eventually 30 macs_known 2
    mac_table | show
    check "h1's packets leave by h2's port" eventually 30 grows "$d/vale.pcap"
    printf '\nAs root, ./run attaches network namespaces with packet: ports and shows ping and TCP through them.\n'
}

# --- the end ------------------------------------------------------------------------------------------------------------

tour_closing_line() {
    printf '\nTour: %s of %s checks worked.\n' "$tour_passed" $((tour_passed + tour_failed))
    [ "$tour_failed" = 0 ]
}

tour_what_next() {
    local data=ONOS_DATA=$ONOS_DATA
    cat <<NEXT

ONOS stays up until Ctrl-C. Try:
  curl -u onos:rocks http://127.0.0.1:$ONOS_HTTP_PORT/onos/v1/flows/netmap:br0 | jq .
  curl -u onos:rocks http://127.0.0.1:$ONOS_HTTP_PORT/onos/netmap/datapaths | jq .
  ssh -p $ONOS_SSH_PORT onos@127.0.0.1          (password rocks) then: netmap-datapaths, netmap-ports, netmap-macs vale0, netmap-stats
  $data karaf-features/target/onos/bin/onos-shell netmap-datapaths
NEXT
    [ "$(id -u)" != 0 ] || echo "  ip netns exec ${tour_p}h1 ping 10.0.0.2"
}

tour_cleanup() {
    local p ns
    for p in "${tour_pids[@]-}"; do
        [ -z "$p" ] || kill "$p" 2> /dev/null
    done
    for ns in "${tour_namespaces[@]-}"; do
        # The veth pair goes with its end in the namespace.
        [ -z "$ns" ] || ip netns del "$ns"
    done
}
