# Sourced by rows, attack and workers: rates of two programs on the same machine, in turns. Both understand --turns (test/bench/datapath).

turns=5 seconds=1 warmup=5
folder=$root/test/bench/target/rows
work=$(mktemp -d)
pid1= pid2=
stop_programs() {
    for p in $pid1 $pid2; do kill -CONT "$p" 2> /dev/null || true; done
    exec 3>&- 4<&- 5>&- 6<&-
    wait
    pid1= pid2=
}
trap 'failed=$?; stop_programs; [ $failed = 0 ] || cat "$work"/*.err >&2 2> /dev/null; rm -rf "$work"' EXIT # also one that died between two turns says why

# write_rows ROW...: their rules and packets, into $folder, which stays.
write_rows() {
    [ "$folder" -nt "$jar" ] || rm -rf "$folder" # made by another version
    java -cp "$jar" org.onosnetmap.bench.rows.Rows write "$folder" "$@"
}

# files_of ROW: the arguments that name them, in $files.
files_of() {
    files=(--flows "$folder/$1.flows" --pcap "$folder/$1.pcap")
    [ ! -f "$folder/$1.learn.pcap" ] || files+=(--learn "$folder/$1.learn.pcap")
}

number() { sed -n "s/.*\"$2\": \([0-9.]*\).*/\1/p" <<< "$1"; }

# answer FD: the next line that a program prints, in $answer.
answer() {
    read -r -t 120 -u "$1" answer || { echo "${0##*/}: a measurement has failed:" >&2; exit 1; }
}

# in_turns: measures the programs whose command lines are in the arrays first and second. Of the turn whose ratio is the median of all: $ratio, of the
# second's rate to the first's; $rate1 and $rate2, million packets/s; $allocated, bytes a packet by the second.
in_turns() {
    local i
    rm -f "$work"/*.in "$work"/*.out
    mkfifo "$work"/{1,2}.{in,out}
    # One after the other: each has the core to itself while it warms up.
    "${first[@]}" --warmup "$warmup" --turns < "$work/1.in" > "$work/1.out" 2> "$work/1.err" &
    exec 3> "$work/1.in" 4< "$work/1.out"
    answer 4
    pid1=$(number "$answer" pid)
    kill -STOP "$pid1"
    "${second[@]}" --warmup "$warmup" --turns < "$work/2.in" > "$work/2.out" 2> "$work/2.err" 3>&- 4<&- &
    exec 5> "$work/2.in" 6< "$work/2.out"
    answer 6
    pid2=$(number "$answer" pid)
    kill -STOP "$pid2"
    # What was stopped comes back to cold caches: each turn begins with a moment that does not count.
    : > "$work/turns"
    for ((i = 0; i < turns; i++)); do
        kill -CONT "$pid1"; sleep 0.5; echo "$seconds" >&3; answer 4; kill -STOP "$pid1"
        rate1=$(number "$answer" mpps)
        kill -CONT "$pid2"; sleep 0.5; echo "$seconds" >&5; answer 6; kill -STOP "$pid2"
        rate2=$(number "$answer" mpps)
        awk -v a="$rate1" -v b="$rate2" -v c="$(number "$answer" bytesAllocatedPerPacket)" 'BEGIN { print (a > 0 ? b / a : "inf"), a, b, c }' >> "$work/turns"
    done
    stop_programs
    read -r ratio rate1 rate2 allocated < <(sort -g "$work/turns" | sed -n "$((turns / 2 + 1))p")
}
