package org.onosnetmap.app.provider;

import org.onosnetmap.dataplane.flow.FlowException;
import org.onosproject.net.group.GroupOperation.GroupMsgErrorCode;

/** A change of a group that was refused. */
final class GroupFailure extends Exception {

    private static final long serialVersionUID = 1L;
    private static final String GROUP_MOD_FAILED = "OFPGMFC_";
    private static final String NO_SUCH_GROUP = "OFPBAC_BAD_OUT_GROUP";

    private final transient GroupMsgErrorCode code;

    GroupFailure(GroupMsgErrorCode code, String reason, Throwable cause) {
        super(reason, cause);
        this.code = code;
    }

    /** ONOS has OpenFlow's errors of groups (OFPGMFC_*) under their names; those of a bucket's actions are errors of the bucket. */
    static GroupFailure of(FlowException e) {
        return new GroupFailure(code(e.error()), e.getMessage(), e);
    }

    private static GroupMsgErrorCode code(String error) {
        if (error.startsWith(GROUP_MOD_FAILED)) {
            for (GroupMsgErrorCode c : GroupMsgErrorCode.values()) {
                if (c.name().equals(error.substring(GROUP_MOD_FAILED.length()))) {
                    return c;
                }
            }
        }
        return error.equals(NO_SUCH_GROUP) ? GroupMsgErrorCode.UNKNOWN_GROUP : GroupMsgErrorCode.BAD_BUCKET;
    }

    GroupMsgErrorCode code() {
        return code;
    }
}
