package org.onosnetmap.app.codec;

import java.util.function.UnaryOperator;
import org.onosproject.codec.CodecService;
import org.onosproject.codec.JsonCodec;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.group.GroupBucket;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Puts codecs in front of ONOS's own for criteria, instructions, treatments and buckets, so that {@code /onos/v1/flows} and all else that uses the
 * codec service reads and writes every type. What ONOS's codecs can do is left to them. Deactivation puts ONOS's back, unless
 * another application has put its own in front of ours since: then ours stay behind it and go on, for they have no state.
 */
@Component(immediate = true, service = FlowCodecs.class)
public class FlowCodecs {

    @Reference
    protected CodecService codecService;

    private Front<Criterion> criteria;
    private Front<Instruction> instructions;
    private Front<TrafficTreatment> treatments;
    private Front<GroupBucket> buckets;

    @Activate
    protected void activate() {
        criteria = new Front<>(codecService, Criterion.class, NetmapCriterionCodec::new);
        instructions = new Front<>(codecService, Instruction.class, NetmapInstructionCodec::new);
        treatments = new Front<>(codecService, TrafficTreatment.class, NetmapTreatmentCodec::new);
        buckets = new Front<>(codecService, GroupBucket.class, NetmapGroupBucketCodec::new);
    }

    @Deactivate
    protected void deactivate() {
        buckets.remove();
        treatments.remove();
        instructions.remove();
        criteria.remove();
    }

    /** A codec in front of another. */
    private static final class Front<T> {
        private final CodecService service;
        private final Class<T> type;
        private final JsonCodec<T> behind;
        private final JsonCodec<T> front;

        Front(CodecService service, Class<T> type, UnaryOperator<JsonCodec<T>> maker) {
            this.service = service;
            this.type = type;
            behind = service.getCodec(type);
            if (behind == null) {
                throw new IllegalStateException("ONOS has no codec for " + type.getSimpleName() + "; is org.onosproject.onos-core-common active?");
            }
            front = maker.apply(behind);
            replace(front);
        }

        void remove() {
            if (service.getCodec(type) == front) {
                replace(behind);
            }
        }

        /** The service keeps a codec that is registered already, so that one has to go first. */
        private void replace(JsonCodec<T> codec) {
            service.unregisterCodec(type);
            service.registerCodec(type, codec);
        }
    }
}
