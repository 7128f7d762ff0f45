package org.onosnetmap.app.extension;

import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.flow.text.FlowTextException;
import org.onosproject.net.flow.criteria.ExtensionSelector;
import org.onosproject.net.flow.criteria.ExtensionSelectorType;

/** Fields of the data plane with values and masks, as {@code tcp_flags=+syn-ack,ip_dst=10.0.0.1/255.0.0.255}. */
public final class NetmapSelector extends TextExtension implements ExtensionSelector {

    /** Name of the text in JSON. */
    public static final String MATCH = "match";

    /** "netm". */
    public static final ExtensionSelectorType TYPE = new ExtensionSelectorType(0x6e65746d);

    /** Matches all packets, until {@link #deserialize}. */
    public NetmapSelector() {
        super(MATCH);
    }

    /**
     * @param match as it stands in front of the actions of {@code ovs-ofctl add-flow}
     * @throws IllegalArgumentException if it cannot be read; the message says where and why
     */
    public NetmapSelector(String match) {
        this();
        read(match);
    }

    /** The match, in the one spelling that it has. */
    public String match() {
        return text();
    }

    @Override
    public ExtensionSelectorType type() {
        return TYPE;
    }

    @Override
    String spell(String match) throws FlowTextException {
        return FlowText.formatMatch(FlowText.parseMatch(match));
    }
}
