package org.onosnetmap.dataplane.compile;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * One method that is being written: what a few instructions together mean, by name. Values are on the operand stack, as always in byte code; local variables are numbered in
 * the order in which they are asked for.
 */
final class Code {

    private final MethodVisitor m;
    private final String owner;
    private int locals;

    /**
     * @param owner     internal name of the class, which has a field {@link Generated#UNSAFE}
     * @param firstFree number of the first local variable behind the parameters
     */
    Code(MethodVisitor m, String owner, int firstFree) {
        this.m = m;
        this.owner = owner;
        this.locals = firstFree;
    }

    int newInt() {
        return locals++;
    }

    int newLong() {
        locals += 2;
        return locals - 2;
    }

    void load(int intLocal) {
        m.visitVarInsn(ILOAD, intLocal);
    }

    void loadLong(int local) {
        m.visitVarInsn(LLOAD, local);
    }

    void loadRef(int local) {
        m.visitVarInsn(ALOAD, local);
    }

    void store(int intLocal) {
        m.visitVarInsn(ISTORE, intLocal);
    }

    void storeLong(int local) {
        m.visitVarInsn(LSTORE, local);
    }

    void increment(int intLocal) {
        m.visitIincInsn(intLocal, 1);
    }

    void push(int n) {
        m.visitLdcInsn(n);
    }

    void push(long n) {
        m.visitLdcInsn(n);
    }

    /** Instructions without operands. */
    void op(int... opcodes) {
        for (int o : opcodes) {
            m.visitInsn(o);
        }
    }

    /** {@code array[i]}. */
    void element(int arrayLocal, int indexLocal) {
        loadRef(arrayLocal);
        load(indexLocal);
        m.visitInsn(IALOAD);
    }

    /** {@code address = frames + at[i]}. */
    void frame(int framesLocal, int atLocal, int indexLocal, int addressLocal) {
        loadLong(framesLocal);
        element(atLocal, indexLocal);
        op(I2L, LADD);
        storeLong(addressLocal);
    }

    /** A static field of the class. */
    void field(String name, String descriptor) {
        m.visitFieldInsn(GETSTATIC, owner, name, descriptor);
    }

    /** {@code *(long *) (address + offset)}. */
    void longAt(int addressLocal, int offset) {
        address(addressLocal, offset);
        m.visitMethodInsn(INVOKEVIRTUAL, RawMemory.TYPE, "getLong", "(J)J", false);
    }

    /** {@code *(int *) (address + offset)}. */
    void intAt(int addressLocal, int offset) {
        address(addressLocal, offset);
        m.visitMethodInsn(INVOKEVIRTUAL, RawMemory.TYPE, "getInt", "(J)I", false);
    }

    private void address(int local, int offset) {
        field(Generated.UNSAFE, Type.getObjectType(RawMemory.TYPE).getDescriptor());
        loadLong(local);
        if (offset != 0) {
            push((long) offset);
            op(LADD);
        }
    }

    /** Takes a long off the stack and leaves 1 if it is not 0, else 0, as an int. */
    void isNotZero() {
        op(DUP2, LNEG, LOR);
        push(63);
        op(LUSHR, L2I);
    }

    /** Takes an int off the stack and leaves 1 if it is not 0, else 0. */
    void isNotZeroInt() {
        op(DUP, INEG, IOR);
        push(31);
        op(IUSHR);
    }

    void call(Class<?> of, String name, String descriptor) {
        m.visitMethodInsn(INVOKESTATIC, Type.getInternalName(of), name, descriptor, false);
    }

    /** {@code for (i = first; i < end; i++) body}, with the first on the stack. */
    void loop(int i, int end, Runnable body) {
        Label test = new Label();
        Label again = new Label();
        store(i);
        m.visitJumpInsn(GOTO, test);
        m.visitLabel(again);
        body.run();
        increment(i);
        m.visitLabel(test);
        load(i);
        load(end);
        m.visitJumpInsn(IF_ICMPLT, again);
    }
}
