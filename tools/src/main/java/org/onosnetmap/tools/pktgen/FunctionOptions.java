package org.onosnetmap.tools.pktgen;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.tools.run.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What to do on one port, as the command line says it. */
@Command(name = "pkt-gen", sortOptions = false)
class FunctionOptions {

    /** What a port is used for. */
    enum Kind { tx, rx, ping, pong }

    @Option(names = "-i", required = true, paramLabel = "PORT", description = "The port, as eth0 (netmap:eth0), packet:eth0, tap:tap0, pcap:FILE, netmap:vale0:a, vale0:a, netmap:x{1, null: (docs/ports.md).")
    String port;

    @Option(names = "-f", paramLabel = "tx|rx|ping|pong", description = "What to do: send, receive, send and wait for each answer, answer. Default: rx.")
    Kind function = Kind.rx;

    @Option(names = {"-n", "-t"}, paramLabel = "COUNT", converter = Numbers.Count.class, description = "Packets, or answers; 0 for no end. Default: 0.")
    long count;

    @Option(names = "-l", paramLabel = "BYTES", description = "Bytes of a packet without FCS. Given twice: sizes by chance from the second to below the first. Default: 60, over IPv6 80.")
    List<Integer> lengths = List.of();

    @Option(names = "-b", paramLabel = "PACKETS", description = "Most packets of a batch. Default: 512.")
    int burst = 512;

    @Option(names = "-R", paramLabel = "RATE", converter = Numbers.Rate.class, description = "Packets per second, as 1000, 10k, 1.5M; of all threads together. Default: as fast as it goes.")
    double rate;

    @Option(names = "-4", description = "IPv4, which is the default.")
    boolean ipv4;

    @Option(names = "-6", description = "IPv6.")
    boolean ipv6;

    @Option(names = "-s", paramLabel = "IP[:PORT[-IP:PORT]]", description = "Source address and UDP port, or a range of them. Default: 10.0.0.1:1234; [fd00::1]:1234.")
    String source;

    @Option(names = "-d", paramLabel = "IP[:PORT[-IP:PORT]]", description = "Destination address and UDP port, or a range of them. Default: 10.1.0.1:1234; [fd00::1:1]:1234.")
    String destination;

    @Option(names = "-S", paramLabel = "MAC", description = "Source Ethernet address. Default: the port's, or 02:00:00:00:00:01.")
    String sourceMac;

    @Option(names = "-D", paramLabel = "MAC", description = "Destination Ethernet address. Default: ff:ff:ff:ff:ff:ff.")
    String destinationMac = "ff:ff:ff:ff:ff:ff";

    @Option(names = "-z", description = "Source address and port by chance, within their range if -s is one.")
    boolean randomSource;

    @Option(names = "-Z", description = "Destination address and port by chance, within their range if -d is one.")
    boolean randomDestination;

    @Option(names = "-P", paramLabel = "FILE", description = "Send the first packet of this capture, as it is.")
    Path file;

    @Option(names = "-p", paramLabel = "THREADS", description = "Threads, each with a ring of its own. Default: 1.")
    int threads = 1;

    @Option(names = "-a", paramLabel = "CPU", description = "Processor of the first thread; further threads have the next ones.")
    Integer processor;

    @Option(names = "-w", paramLabel = "SECONDS", description = "Wait so long before the first packet. Default: until the link is up, 2 seconds at most.")
    Integer wait;

    @Option(names = {"-X", "-x"}, description = "Dump each packet.")
    boolean dump;

    @Option(names = "-H", paramLabel = "BYTES", description = "Put an empty virtio-net header of 0, 10 or 12 bytes in front of each packet. Default: 0.")
    int virtioHeader;

    @Option(names = "-F", paramLabel = "SLOTS", description = "Slots of each packet (NS_MOREFRAG), on pipes and netmap: ports. Default: 1.")
    int fragments = 1;

    @Option(names = "-M", paramLabel = "BYTES", description = "With -F: bytes in each slot but the last.")
    int fragmentSize;

    @Option(names = "-I", description = "tx: indirect buffers (NS_INDIRECT), on VALE ports of the kernel.")
    boolean indirect;

    @Option(names = "-r", description = "tx: send what happens to be in the buffers.")
    boolean rubbish;

    @Option(names = "-W", description = "rx: end at once if there is nothing in any ring in the beginning.")
    boolean exitIfEmpty;

    @Option(names = "-C", paramLabel = "TXSLOTS[,RXSLOTS[,TXRINGS[,RXRINGS]]]", description = "Slots and rings of the port; 0 for the default.")
    String rings;

    @Option(names = {"-O", "--port-option"}, paramLabel = "KEY=VALUE", description = "An option of the port, as gro=keep (docs/ports.md).")
    Map<String, String> portOptions = new LinkedHashMap<>();
}
