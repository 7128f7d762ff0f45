package org.onosnetmap.app.extension;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.onosnetmap.dataplane.flow.text.FlowTextException;
import org.onosproject.net.flow.Extension;
import org.onosproject.net.flow.instructions.ExtensionPropertyException;

/** An extension that is a text, in the one spelling that the text has. */
abstract class TextExtension implements Extension {

    private final String property;
    private volatile String text = "";

    /** @param property name of the text in JSON and for {@link #getPropertyValue} */
    TextExtension(String property) {
        this.property = property;
    }

    /** The same in the spelling that all texts of this meaning share. */
    abstract String spell(String someText) throws FlowTextException;

    /** @throws IllegalArgumentException if the text cannot be read; the message says where and why */
    final void read(String someText) {
        try {
            text = spell(someText);
        } catch (FlowTextException e) {
            throw new IllegalArgumentException(property + " \"" + someText + "\": " + e.getMessage(), e);
        }
    }

    final String text() {
        return text;
    }

    @Override
    public final <T> void setPropertyValue(String key, T value) throws ExtensionPropertyException {
        check(key);
        if (!(value instanceof String)) {
            throw new ExtensionPropertyException(property + " is a text, not " + value);
        }
        try {
            read((String) value);
        } catch (IllegalArgumentException e) {
            throw new ExtensionPropertyException(e.getMessage(), e);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public final <T> T getPropertyValue(String key) throws ExtensionPropertyException {
        check(key);
        return (T) text;
    }

    private void check(String key) throws ExtensionPropertyException {
        if (!property.equals(key)) {
            throw new ExtensionPropertyException(key + " is no property of this extension; there is " + property);
        }
    }

    @Override
    public final List<String> getProperties() {
        return List.of(property);
    }

    /** The text in UTF-8. */
    @Override
    public final byte[] serialize() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if the bytes are not those of {@link #serialize} */
    @Override
    public final void deserialize(byte[] data) {
        read(new String(data, StandardCharsets.UTF_8));
    }

    @Override
    public final boolean equals(Object o) {
        return o != null && o.getClass() == getClass() && ((TextExtension) o).text.equals(text);
    }

    @Override
    public final int hashCode() {
        return text.hashCode();
    }

    @Override
    public final String toString() {
        return property + "=" + text;
    }
}
