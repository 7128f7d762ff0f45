package org.onosnetmap.app.datapath;

import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.dataplane.engine.DatapathException;
import org.onosnetmap.dataplane.port.PortException;

/** Errors of the data plane as errors of the service. */
public final class DataplaneErrors {

    private DataplaneErrors() {
    }

    public static NetmapException of(PortException e) {
        switch (e.kind()) {
            case BAD_NAME:
                return new NetmapException(NetmapException.Kind.BAD_INPUT, e.getMessage(), e);
            case NOT_FOUND:
                return new NetmapException(NetmapException.Kind.NOT_FOUND, e.getMessage(), e);
            case IN_USE:
            case REFUSED:
                return new NetmapException(NetmapException.Kind.CONFLICT, e.getMessage(), e);
            case NO_PERMISSION:
                return new NetmapException(NetmapException.Kind.FORBIDDEN, e.getMessage(), e);
            default:
                return new NetmapException(NetmapException.Kind.FAILED, e.getMessage(), e);
        }
    }

    static NetmapException of(DatapathException e) {
        switch (e.kind()) {
            case BAD_NAME:
                return new NetmapException(NetmapException.Kind.BAD_INPUT, e.getMessage(), e);
            case NOT_FOUND:
                return new NetmapException(NetmapException.Kind.NOT_FOUND, e.getMessage(), e);
            default:
                return new NetmapException(NetmapException.Kind.CONFLICT, e.getMessage(), e);
        }
    }
}
