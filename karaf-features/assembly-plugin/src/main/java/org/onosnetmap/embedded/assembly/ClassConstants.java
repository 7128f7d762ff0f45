package org.onosnetmap.embedded.assembly;

import java.nio.ByteBuffer;

/** The constant pool of a class file (JVM specification, 4.4), as far as it takes to change a {@code long} in it. */
final class ClassConstants {
    private static final int MAGIC = 0xCAFEBABE;
    private static final int COUNT_OFFSET = 8;
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    private ClassConstants() {
    }

    /**
     * Replaces a {@code long} constant, wherever the code of the class loads it.
     *
     * @param classFile changed in place
     * @return whether the class has the constant
     * @throws IllegalArgumentException if this is no class file
     */
    static boolean replaceLong(byte[] classFile, long from, long to) {
        ByteBuffer in = ByteBuffer.wrap(classFile);
        if (classFile.length < COUNT_OFFSET + 2 || in.getInt(0) != MAGIC) {
            throw new IllegalArgumentException("no class file");
        }
        int count = Short.toUnsignedInt(in.getShort(COUNT_OFFSET));
        int offset = COUNT_OFFSET + 2;
        for (int index = 1; index < count; index++) {
            int tag = in.get(offset);
            if (tag == LONG && in.getLong(offset + 1) == from) {
                in.putLong(offset + 1, to);
                return true;
            }
            if (tag == LONG || tag == DOUBLE) {
                index++; // These count as two.
            }
            offset += 1 + size(tag, in, offset + 1);
        }
        return false;
    }

    private static int size(int tag, ByteBuffer in, int offset) {
        switch (tag) {
            case UTF8:
                return 2 + Short.toUnsignedInt(in.getShort(offset));
            case 3: // Integer
            case 4: // Float
            case 9: // Fieldref
            case 10: // Methodref
            case 11: // InterfaceMethodref
            case 12: // NameAndType
            case 17: // Dynamic
            case 18: // InvokeDynamic
                return 4;
            case LONG:
            case DOUBLE:
                return 8;
            case 7: // Class
            case 8: // String
            case 16: // MethodType
            case 19: // Module
            case 20: // Package
                return 2;
            case 15: // MethodHandle
                return 3;
            default:
                throw new IllegalArgumentException("unknown constant pool tag " + tag);
        }
    }
}
