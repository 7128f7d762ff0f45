package org.onosnetmap.tools.valectl;

import java.util.List;
import org.onosnetmap.tools.ToolException;

/** VALE switches, wherever they are. Ports are named {@code valeSSS:PPP}. */
interface ValeControl extends AutoCloseable {

    /** A port of a switch. */
    final class Port {
        final String name;
        /** Number of its switch; -1 if switches have none. */
        final int bridge;
        final int number;
        /** What else is to be known; may be empty. */
        final String remark;

        Port(String name, int bridge, int number, String remark) {
            this.name = name;
            this.bridge = bridge;
            this.number = number;
            this.remark = remark;
        }
    }

    /** All ports, or the one of that name; empty if there is none. */
    List<Port> list(String port) throws ToolException;

    /** Receive rings of a port. */
    int rxRings(String port) throws ToolException;

    /** Makes an interface a port; {@code host}: with its host side. Returns the number. */
    int attach(String port, boolean host) throws ToolException;

    /** The reverse. */
    void detach(String port) throws ToolException;

    /** Makes a persistent port; {@code config} is slots and rings, zeroes for what is usual. */
    void create(String name, int[] config, int memId) throws ToolException;

    /** Removes a persistent port. */
    void destroy(String name) throws ToolException;

    /** Lets processors poll the rings of an interface, as {@code -C} of {@code -p} says. */
    void poll(String port, boolean eachRing, int first, int count) throws ToolException;

    /** Ends that. */
    void noPoll(String port) throws ToolException;

    @Override
    void close();
}
