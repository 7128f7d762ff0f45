# Sourced by run: the tests of libnetmap-pcap.so, and that of the udev rule. Other than those of the module they need Debian's
# libraries and programs.

# build_pcap_tests WORK [TEST ...]: the programs of test/vm/pcap and test/vm/debian in WORK/tests, and WORK/tree.cpio, which is to follow the guest's
# initramfs: Debian's programs and libraries, and libnetmap-pcap.so. Nothing if none of these tests is wanted.
build_pcap_tests() {
    local work=$1 source name flags wanted=0; shift
    for source in "$here"/{pcap,debian}/t_*; do
        name=$(basename "$source" .c)
        [ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
        if [ $wanted = 0 ]; then
            # A command of its own: after || the set -e in what it calls would be of no effect.
            build_pcap_library "$work"
            [ $? = 0 ] || return 1
            wanted=1
        fi
        flags=(-std=gnu11 -O2 -Wall -Wextra -Werror -I "$root/netmap-kmod/include" -I "$GUEST_TREE/dev/include")
        case $source in
            *.c) gcc "${flags[@]}" -pthread -o "$work/tests/$name" "$source" "$work/tree/usr/lib/libnetmap-pcap.so" -L "$GUEST_TREE/dev/lib" -lpcap \
                    -Wl,-rpath-link,"$GUEST_TREE/root/lib/x86_64-linux-gnu:$GUEST_TREE/root/usr/lib/x86_64-linux-gnu" \
                    -Wl,--enable-new-dtags,-rpath,/usr/lib/of-a-test || return 1 ;;
            *) cp "$source" "$work/tests/$name" ;;
        esac
    done
    [ $wanted = 1 ] || return 0
    # Two archives, one behind the other, are one for the kernel.
    (cd "$GUEST_TREE/root" && find . | cpio -o -H newc --quiet) > "$work/tree.cpio"
    (cd "$work/tree" && find . | cpio -o -H newc --quiet) >> "$work/tree.cpio"
}

build_pcap_library() {
    local work=$1
    mkdir -p "$KERNELS" || return 1
    exec 9> "$KERNELS/.lock"
    flock 9
    fetch_guest_tree
    [ $? = 0 ] || return 1
    exec 9>&-
    # A copy, because the build writes beside the sources.
    cp -r "$root/netmap-kmod" "$work/netmap-pcap"
    make -s -C "$work/netmap-pcap/pcap" clean
    if ! make -C "$work/netmap-pcap/pcap" CFLAGS='-O2 -g -Werror' PCAP_CFLAGS="-I$GUEST_TREE/dev/include" PCAP_LIBS="-L$GUEST_TREE/dev/lib -lpcap" \
        LDFLAGS="-Wl,-rpath-link,$GUEST_TREE/root/lib/x86_64-linux-gnu:$GUEST_TREE/root/usr/lib/x86_64-linux-gnu" \
        DESTDIR="$work/tree" PREFIX=/usr install > "$work/build-pcap.log" 2>&1; then
        echo "test/vm/run: libnetmap-pcap.so does not build:" >&2
        cat "$work/build-pcap.log" >&2
        return 1
    fi
    install -D -m 644 -t "$work/tree/lib/udev/rules.d" "$root/netmap-kmod/60-netmap.rules"
    mkdir -p "$work/tree/usr/lib/of-a-test"
    gcc -shared -o "$work/tree/usr/lib/of-a-test/only_on_my_runpath.so" -x c - <<< 'int only_on_my_runpath;'
}
