package org.onosnetmap.dataplane.pipeline;

/** What a round of random rules and packets is mostly about: some ways through the pipeline are too rare to be met by chance alone. */
enum Focus {
    ANYTHING,
    /** Few matches, many tables, action sets. */
    TABLES,
    /** Neighbour discovery. */
    NEIGHBOURS,
    /** MPLS, PBB, two and three VLAN tags. */
    LABELS,
    /** Chains of IPv6 extension headers. */
    EXTENSIONS,
    /** Long lists of actions that change headers. */
    HEADERS
}
