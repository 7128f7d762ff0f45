package org.onosnetmap.dataplane.filter;

/** Source, destination, one of them, both. */
enum Dir {
    SRC, DST, EITHER, BOTH;

    Check of(Check src, Check dst) {
        switch (this) {
            case SRC:
                return src;
            case DST:
                return dst;
            case EITHER:
                return src.or(dst);
            default:
                return src.and(dst);
        }
    }
}
