package org.onosnetmap.test.conformance;

import java.util.List;
import java.util.SortedMap;

/** What cases run against: a switch with ports 1 to 4, which is empty when a case begins. */
public interface SwitchUnderTest {

    /** Number of the highest port. */
    int PORTS = 4;

    /** A refusal begins with this if the controller did not let a request through to the switch. */
    String BY_CONTROLLER = "the controller: ";

    /**
     * Makes the switch empty, its ports up and its counters 0.
     *
     * @param counts whether counters will be asked for
     */
    void clear(boolean counts) throws Exception;

    /** Adds a rule. Returns "" if it is in force now, or why it was refused, with the name of the OpenFlow error or by the controller. */
    String rule(String text) throws Exception;

    /** Adds a group, as {@link #rule}. */
    String group(String text) throws Exception;

    /** Adds a meter, as {@link #rule}. Rules call it by the number in the text. */
    String meter(String text) throws Exception;

    void removeGroup(int id) throws Exception;

    void removeMeter(int id) throws Exception;

    /** Takes a port up or down. */
    void port(int number, boolean up) throws Exception;

    /** Sends a frame in by a port and waits until it is through; returns what came out of each port, in order. */
    SortedMap<Integer, List<byte[]>> send(int port, byte[] frame) throws Exception;

    /**
     * Reads a counter.
     *
     * @param thing {@code rule TABLE PRIORITY}, {@code table N}, {@code group N}, {@code bucket GROUP PLACE}, {@code meter N}, {@code port N}
     * @param name  of the counter: {@code packets}, {@code bytes}, {@code rules}, {@code lookups}, {@code matched}, {@code rxPackets}, {@code txBytes}, …
     * @return the value; -1 if there is no such thing
     */
    long counter(String thing, String name) throws Exception;

    /** How long counters may lag behind, in milliseconds. */
    long counterLagMillis();
}
