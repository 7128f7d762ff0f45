package org.onosnetmap.app.extension;

import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.flow.text.FlowTextException;
import org.onosproject.net.flow.instructions.ExtensionTreatment;
import org.onosproject.net.flow.instructions.ExtensionTreatmentType;

/** Actions of the data plane in their order, as {@code dec_ttl(0),set_field:1->ip_ecn}. */
public final class NetmapTreatment extends TextExtension implements ExtensionTreatment {

    /** Name of the text in JSON. */
    public static final String ACTIONS = "actions";

    /** "netm". */
    public static final ExtensionTreatmentType TYPE = new ExtensionTreatmentType(0x6e65746d);

    /** Does nothing, until {@link #deserialize}. */
    public NetmapTreatment() {
        super(ACTIONS);
    }

    /**
     * @param actions as {@code ovs-ofctl add-flow} has them; no instructions such as {@code goto_table}, for which ONOS has its own
     * @throws IllegalArgumentException if they cannot be read; the message says where and why
     */
    public NetmapTreatment(String actions) {
        this();
        read(actions);
    }

    /** The actions, in the one spelling that they have. */
    public String actions() {
        return text();
    }

    @Override
    public ExtensionTreatmentType type() {
        return TYPE;
    }

    @Override
    String spell(String actions) throws FlowTextException {
        return FlowText.formatActions(FlowText.parseActions(actions));
    }
}
