package starling.peer.net.mse;

import java.util.EnumSet;
import java.util.Set;

/** What the payload goes through once the key exchange is over: a bit each in what is offered and chosen. */
public enum Method {
    PLAIN(1),
    RC4(2);

    private final int bit;

    Method(int bit) {
        this.bit = bit;
    }

    static int bits(Set<Method> methods) {
        return methods.stream().mapToInt(method -> method.bit).sum();
    }

    /** Those that we know. */
    static Set<Method> of(int bits) {
        Set<Method> methods = EnumSet.noneOf(Method.class);
        for (Method method : values()) {
            if ((bits & method.bit) != 0) {
                methods.add(method);
            }
        }
        return methods;
    }
}
