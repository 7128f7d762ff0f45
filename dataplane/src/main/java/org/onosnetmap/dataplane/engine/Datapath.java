package org.onosnetmap.dataplane.engine;

import java.util.List;
import java.util.Optional;
import org.onosnetmap.dataplane.flow.*;
import org.onosnetmap.dataplane.port.*;

/** Skeleton. */
public final class Datapath {
    public String name() {
        throw new UnsupportedOperationException();
    }

    public DatapathSpec spec() {
        throw new UnsupportedOperationException();
    }

    public boolean isVale() {
        throw new UnsupportedOperationException();
    }

    public PortInfo addPort(PortSpec spec) throws PortException, DatapathException {
        throw new UnsupportedOperationException();
    }

    public void removePort(int number) throws DatapathException {
        throw new UnsupportedOperationException();
    }

    public List<PortInfo> ports() {
        throw new UnsupportedOperationException();
    }

    public Optional<PortInfo> port(int number) {
        throw new UnsupportedOperationException();
    }

    public Optional<PortInfo> port(String name) {
        throw new UnsupportedOperationException();
    }

    public void enablePort(int number, boolean enabled) throws DatapathException {
        throw new UnsupportedOperationException();
    }

    public List<FlowException> apply(List<FlowMod> mods) {
        throw new UnsupportedOperationException();
    }

    public List<FlowStats> flows() {
        throw new UnsupportedOperationException();
    }

    public int flowCount() {
        throw new UnsupportedOperationException();
    }

    public List<TableStats> tables() {
        throw new UnsupportedOperationException();
    }

    public void packetOut(int inPort, List<Action> actions, byte[] frame) throws FlowException {
        throw new UnsupportedOperationException();
    }

    public List<MacEntry> macTable() {
        throw new UnsupportedOperationException();
    }

    public void flushMacTable() {
        throw new UnsupportedOperationException();
    }

    public long packetInsDropped() {
        throw new UnsupportedOperationException();
    }

    public void addListener(DatapathListener l) {
        throw new UnsupportedOperationException();
    }

    public void removeListener(DatapathListener l) {
        throw new UnsupportedOperationException();
    }
}
