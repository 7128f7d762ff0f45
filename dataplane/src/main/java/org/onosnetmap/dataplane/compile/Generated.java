package org.onosnetmap.dataplane.compile;

import static org.objectweb.asm.Opcodes.*;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * A class that is being written, whose methods override the abstract ones of its parent. It has a class loader of its own, and goes with it when nobody
 * holds the instance any more.
 */
final class Generated {

    /** Static field of each class. */
    static final String UNSAFE = "UNSAFE";

    private static final AtomicLong NUMBER = new AtomicLong();

    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS | ClassWriter.COMPUTE_FRAMES);
    private final Class<?> parent;
    private final String name;
    /** By name: what static final fields hold. */
    private final Map<String, Object> constants = new TreeMap<>();

    Generated(Class<?> parent) {
        this.parent = parent;
        this.name = parent.getName() + "_" + NUMBER.incrementAndGet();
        writer.visit(V11, ACC_PUBLIC | ACC_FINAL | ACC_SUPER, name.replace('.', '/'), null, Type.getInternalName(parent), null);
        constant(UNSAFE, RawMemory.TYPE, RawMemory.unsafe());
        MethodVisitor init = writer.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        init.visitCode();
        init.visitVarInsn(ALOAD, 0);
        init.visitMethodInsn(INVOKESPECIAL, Type.getInternalName(parent), "<init>", "()V", false);
        init.visitInsn(RETURN);
        init.visitMaxs(0, 0);
        init.visitEnd();
    }

    /** Adds a static final field. */
    void constant(String field, String type, Object value) {
        writer.visitField(ACC_STATIC | ACC_FINAL, field, descriptor(type), null, null).visitEnd();
        constants.put(field + " " + type, value);
    }

    private static String descriptor(String type) {
        return type.startsWith("[") ? type : "L" + type + ";";
    }

    /** Writes the method. */
    void method(String method, String descriptor, Consumer<Code> body) {
        MethodVisitor m = writer.visitMethod(ACC_PUBLIC, method, descriptor, null, null);
        m.visitCode();
        int parameters = 1;
        for (Type t : Type.getArgumentTypes(descriptor)) {
            parameters += t.getSize();
        }
        body.accept(new Code(m, name.replace('.', '/'), parameters));
        m.visitMaxs(0, 0);
        m.visitEnd();
    }

    /** Ends the class, and makes an instance. */
    Object instance() {
        MethodVisitor m = writer.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
        m.visitCode();
        for (String field : constants.keySet()) {
            String type = field.substring(field.indexOf(' ') + 1);
            m.visitLdcInsn(field);
            m.visitMethodInsn(INVOKESTATIC, Type.getInternalName(Handover.class), "take", "(Ljava/lang/String;)Ljava/lang/Object;", false);
            m.visitTypeInsn(CHECKCAST, type);
            m.visitFieldInsn(PUTSTATIC, name.replace('.', '/'), field.substring(0, field.indexOf(' ')), descriptor(type));
        }
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        m.visitEnd();
        writer.visitEnd();
        try {
            return Handover.with(constants, () -> new Loader(parent.getClassLoader()).define(name, writer.toByteArray()).getConstructor().newInstance());
        } catch (Exception e) {
            throw new LinkageError(name, e);
        }
    }

    private static final class Loader extends ClassLoader {

        Loader(ClassLoader parent) {
            super(parent);
        }

        Class<?> define(String name, byte[] code) {
            return defineClass(name, code, 0, code.length);
        }

        /** In OSGi a bundle does not see {@code sun.misc} by itself. */
        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            return getSystemClassLoader().loadClass(name);
        }
    }
}
