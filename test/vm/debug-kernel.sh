# Sourced: a small kernel that watches itself, built from Debian's linux-source package.
#
# debug_kernel makes $KERNELS/debug as fetch_kernel of kernels.sh does for Debian's own kernels: KASAN (memory that is
# used after it was freed, or beyond its end), lockdep (locks in two orders, or from the wrong context), kmemleak, checks
# of lists, objects and atomic context. It has what the tests need built in, and little else.
#
# The build takes 15 to 40 minutes of one processor and 6 GB of disk while it runs, and is kept like the other kernels. If the options
# below change, it is made anew, out of the same sources; remove the folder to have newer ones. The number of jobs is $ONOS_NETMAP_JOBS, by
# default that of processors.

DEBUG_SOURCE=linux-source-6.1

debug_config() {
    cat << 'CONFIG'
CONFIG_64BIT=y
CONFIG_SMP=y
CONFIG_NR_CPUS=4
CONFIG_HYPERVISOR_GUEST=n
CONFIG_KERNEL_XZ=n
CONFIG_KERNEL_GZIP=y
CONFIG_PRINTK=y
CONFIG_BUG=y
CONFIG_TTY=y
CONFIG_SERIAL_8250=y
CONFIG_SERIAL_8250_CONSOLE=y
CONFIG_BLK_DEV_INITRD=y
CONFIG_BINFMT_ELF=y
CONFIG_BINFMT_SCRIPT=y
CONFIG_PROC_FS=y
CONFIG_PROC_SYSCTL=y
CONFIG_SYSFS=y
CONFIG_SHMEM=y
CONFIG_TMPFS=y
CONFIG_DEVTMPFS=y
CONFIG_DEBUG_FS=y
CONFIG_DEBUG_FS_ALLOW_ALL=y
CONFIG_MODULES=y
CONFIG_MODULE_UNLOAD=y
CONFIG_MULTIUSER=y
CONFIG_POSIX_TIMERS=y
CONFIG_HIGH_RES_TIMERS=y
CONFIG_NO_HZ_IDLE=y
CONFIG_FUTEX=y
CONFIG_EPOLL=y
CONFIG_EVENTFD=y
CONFIG_SIGNALFD=y
CONFIG_TIMERFD=y
CONFIG_AIO=y
CONFIG_ADVISE_SYSCALLS=y
CONFIG_MEMBARRIER=y
CONFIG_NAMESPACES=y
CONFIG_NET_NS=y
CONFIG_SUSPEND=y
CONFIG_PM_DEBUG=y
CONFIG_PM_SLEEP_DEBUG=y
CONFIG_PCI=y
CONFIG_PCI_MSI=y
CONFIG_PCIEPORTBUS=y
CONFIG_PCI_IOV=y
CONFIG_ACPI=y
CONFIG_NET=y
CONFIG_UNIX=y
CONFIG_PACKET=y
CONFIG_INET=y
CONFIG_IPV6=y
CONFIG_BRIDGE=y
CONFIG_DCB=y
CONFIG_VLAN_8021Q=y
CONFIG_NETDEVICES=y
CONFIG_NET_CORE=y
CONFIG_VETH=y
CONFIG_DUMMY=y
CONFIG_TUN=y
CONFIG_MACVLAN=m
CONFIG_BLOCK=y
CONFIG_SCSI=m
CONFIG_SCSI_LOWLEVEL=y
CONFIG_SCSI_FC_ATTRS=m
CONFIG_LIBFC=m
CONFIG_LIBFCOE=m
CONFIG_FCOE=m
CONFIG_ETHERNET=y
CONFIG_NET_VENDOR_INTEL=y
CONFIG_E1000=m
CONFIG_E1000E=m
CONFIG_I2C=y
CONFIG_I2C_ALGOBIT=m
CONFIG_PTP_1588_CLOCK=y
CONFIG_IGB=m
CONFIG_IXGBE=m
CONFIG_IXGBE_DCB=y
CONFIG_NET_VENDOR_REALTEK=y
CONFIG_R8169=m
CONFIG_NET_VENDOR_NVIDIA=y
CONFIG_FORCEDETH=m
CONFIG_HUGETLBFS=y
CONFIG_KALLSYMS=y
CONFIG_KALLSYMS_ALL=y
CONFIG_KPROBES=y
CONFIG_DEBUG_KERNEL=y
CONFIG_UNWINDER_FRAME_POINTER=y
CONFIG_KASAN=y
CONFIG_KASAN_GENERIC=y
CONFIG_KASAN_INLINE=y
CONFIG_KASAN_VMALLOC=y
CONFIG_PROVE_LOCKING=y
CONFIG_DEBUG_KMEMLEAK=y
CONFIG_DEBUG_KMEMLEAK_MEM_POOL_SIZE=16000
CONFIG_DEBUG_KMEMLEAK_DEFAULT_OFF=n
CONFIG_DEBUG_KMEMLEAK_AUTO_SCAN=n
CONFIG_DEBUG_ATOMIC_SLEEP=y
CONFIG_DEBUG_LIST=y
CONFIG_DEBUG_OBJECTS=y
CONFIG_DEBUG_OBJECTS_WORK=y
CONFIG_DEBUG_OBJECTS_TIMERS=y
CONFIG_DEBUG_OBJECTS_FREE=y
CONFIG_DEBUG_VM=y
CONFIG_DETECT_HUNG_TASK=y
CONFIG_SOFTLOCKUP_DETECTOR=y
CONFIG_DYNAMIC_DEBUG=y
CONFIG_BPF_SYSCALL=y
CONFIG_DEBUG_INFO_DWARF4=y
CONFIG_DEBUG_INFO_BTF=y
CONFIG_DEBUG_INFO_BTF_MODULES=y
CONFIG_MITIGATION_RETPOLINE=n
CONFIG_RETPOLINE=n
CONFIG_SPECULATION_MITIGATIONS=n
CONFIG_CC_OPTIMIZE_FOR_PERFORMANCE=y
CONFIG_CC_OPTIMIZE_FOR_SIZE=n
CONFIG
}

# Options that the tests rely on, and which a newer source may have under another name.
debug_config_check() {
    local option missing=
    for option in KASAN PROVE_LOCKING DEBUG_KMEMLEAK VETH BRIDGE PACKET IPV6 NET_NS DEVTMPFS SERIAL_8250_CONSOLE KPROBES DEBUG_INFO_BTF_MODULES; do
        grep -q "^CONFIG_$option=y" "$1" || missing="$missing $option"
    done
    for option in E1000 E1000E IGB IXGBE R8169 FORCEDETH MACVLAN FCOE; do
        grep -q "^CONFIG_$option=m" "$1" || missing="$missing $option"
    done
    [ -z "$missing" ] || { echo "debug-kernel.sh: this source does not take these options:$missing" >&2; return 1; }
}

# debug_configured DIR: whether what is there was made with the options of today
debug_configured() { debug_config | cmp -s - "$1/fragment"; }

# Each step is done in place and once, so a run that was interrupted goes on where it was.
debug_kernel() {
    local dir=$KERNELS/debug
    [ ! -e "$dir/release" ] || ! debug_configured "$dir" || return 0
    need bc=bc flex=flex bison=bison gcc=build-essential make=build-essential xz=xz-utils pahole=pahole || return 1
    [ -e /usr/include/gelf.h ] || need gelf.h=libelf-dev || return 1
    mkdir -p "$dir"
    # Not in a condition, where set -e would be of no effect.
    (set -e; debug_kernel_steps "$dir")
    [ $? = 0 ] || {
        echo "debug-kernel.sh: the debug kernel could not be built. The end of $dir/log:" >&2
        tail -15 "$dir/log" >&2
        return 1
    }
}

debug_kernel_steps() {
    local dir=$1 state=$1/apt release
    if [ ! -e "$dir/headers" ]; then
        rm -rf "$state" "$dir/deb" "$dir/source" "$dir/fragment"
        mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$dir/deb" "$dir/source"
        kernel_source 6.1 | sed 's|^|deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] |' > "$state/sources.list"
        echo "Fetching Debian's $DEBUG_SOURCE"
        private_apt "$state" apt-get -q update > "$dir/log" 2>&1
        cd "$dir/deb"
        private_apt "$state" apt-get -q download "$DEBUG_SOURCE" >> "$dir/log" 2>&1
        dpkg-deb --fsys-tarfile "$dir"/deb/*.deb | tar -xO "./usr/src/$DEBUG_SOURCE.tar.xz" | tar -xJ -C "$dir/source" --strip-components=1
        rm -rf "$dir/deb" "$state"
        mv "$dir/source" "$dir/headers"
    fi
    if ! debug_configured "$dir"; then
        rm -rf "$dir/release" "$dir/root"
        debug_config > "$dir/wanted"
        make -C "$dir/headers" KCONFIG_ALLCONFIG="$dir/wanted" ARCH=x86_64 allnoconfig >> "$dir/log" 2>&1
        debug_config_check "$dir/headers/.config" >> "$dir/log" 2>&1
        mv "$dir/wanted" "$dir/fragment"
    fi
    echo "Building the debug kernel; its log is $dir/log"
    nice make -C "$dir/headers" -j"${ONOS_NETMAP_JOBS:-$(nproc)}" bzImage modules >> "$dir/log" 2>&1
    # Under the name that the others have. QEMU boots an ELF kernel by its PVH entry, which does not survive KASAN.
    cp "$dir/headers/arch/x86/boot/bzImage" "$dir/vmlinux"
    release=$(make -s -C "$dir/headers" kernelrelease)
    make -C "$dir/headers" INSTALL_MOD_PATH="$dir/root" modules_install >> "$dir/log" 2>&1
    ln -sfn "root/lib/modules/$release" "$dir/modules"
    # What builds a module needs headers, scripts and Module.symvers, and no objects.
    find "$dir/headers" \( -name '*.o' -o -name '*.a' -o -name '.*.cmd' \) -not -path '*/scripts/*' -not -path '*/tools/*' -delete
    echo "$release" > "$dir/release"
}
