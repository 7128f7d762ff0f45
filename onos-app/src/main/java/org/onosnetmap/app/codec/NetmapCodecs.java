package org.onosnetmap.app.codec;

import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.Diagnosis;
import org.onosnetmap.app.api.KernelSwitchStatus;
import org.onosnetmap.app.api.MacStatus;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.MirrorStatus;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.app.api.QueueDeclaration;
import org.onosnetmap.app.api.QueueStatus;
import org.onosnetmap.app.api.Refusal;
import org.onosnetmap.app.api.TraceStep;
import org.onosnetmap.app.api.WorkerStatus;
import org.onosproject.codec.CodecService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Registers the codecs. */
@Component(immediate = true, service = NetmapCodecs.class)
public class NetmapCodecs {

    @Reference
    protected CodecService codecService;

    @Activate
    protected void activate() {
        register(codecService);
    }

    @Deactivate
    protected void deactivate() {
        codecService.unregisterCodec(DatapathStatus.class);
        codecService.unregisterCodec(DatapathDeclaration.class);
        codecService.unregisterCodec(PortStatus.class);
        codecService.unregisterCodec(PortDeclaration.class);
        codecService.unregisterCodec(QueueDeclaration.class);
        codecService.unregisterCodec(QueueStatus.class);
        codecService.unregisterCodec(MirrorDeclaration.class);
        codecService.unregisterCodec(MirrorStatus.class);
        codecService.unregisterCodec(MacStatus.class);
        codecService.unregisterCodec(WorkerStatus.class);
        codecService.unregisterCodec(Refusal.class);
        codecService.unregisterCodec(TraceStep.class);
        codecService.unregisterCodec(Diagnosis.class);
        codecService.unregisterCodec(KernelSwitchStatus.class);
    }

    static void register(CodecService service) {
        service.registerCodec(DatapathStatus.class, new DatapathStatusCodec());
        service.registerCodec(DatapathDeclaration.class, new DatapathDeclarationCodec());
        service.registerCodec(PortStatus.class, new PortStatusCodec());
        service.registerCodec(PortDeclaration.class, new PortDeclarationCodec());
        service.registerCodec(QueueDeclaration.class, new QueueDeclarationCodec());
        service.registerCodec(QueueStatus.class, new QueueStatusCodec());
        service.registerCodec(MirrorDeclaration.class, new MirrorDeclarationCodec());
        service.registerCodec(MirrorStatus.class, new MirrorStatusCodec());
        service.registerCodec(MacStatus.class, new MacStatusCodec());
        service.registerCodec(WorkerStatus.class, new WorkerStatusCodec());
        service.registerCodec(Refusal.class, new RefusalCodec());
        service.registerCodec(TraceStep.class, new TraceStepCodec());
        service.registerCodec(Diagnosis.class, new DiagnosisCodec());
        service.registerCodec(KernelSwitchStatus.class, new KernelSwitchCodec());
    }

    /** Seconds with fractions. */
    static double seconds(long nanos) {
        return nanos / 1_000_000 / 1000.0;
    }
}
