package dev.roundhouse;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// Holds compiled classes to the table of rooms: who may import whom, which room may know which library, and
/// where time
/// and chance come from.
/// It reads class files, so what the compiler inlined (constants of another room) is beyond it.
@NullMarked
final class Rooms {

    private static final String ROOT = "dev/roundhouse/";
    private static final Pattern ROW = Pattern.compile("\\|\\s*(\\d+)\\s*\\|([^|]*)\\|.*");
    private static final Pattern NAME = Pattern.compile("`([a-z]+)`");
    private static final Pattern TYPE_IN_DESCRIPTOR = Pattern.compile("L([\\w/$]+)");

    private static final Set<String> NETTY = Set.of("wire", "dispatch", "relay", "app");
    private static final int FIRST_SHELF_WITH_LIBRARIES = 9;
    private static final List<String> LIBRARIES =
            List.of("io/netty/", "java/sql/", "javax/sql/", "org/jdbi/", "io/micrometer/");
    private static final Set<String> APP = Set.of("app");
    // Elapsed time is measured where something waits, and where the story and its record tell how long.
    private static final Set<String> STOPWATCH = Set.of("wire", "dispatch", "relay", "record", "flow", "app");

    /// What may be called only in some rooms: owner, method, and the descriptor's start, to the rooms.
    private static final Map<String, Set<String>> CALLS = calls();

    private final Map<String, Integer> shelves;

    /// @param architecture the page that carries the table: rows of shelf, then rooms in backticks; a name that
    ///   starts
    /// with a dot is a sub-package
    Rooms(Path architecture) throws IOException {
        shelves = new LinkedHashMap<>();
        for (var line : Files.readAllLines(architecture)) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                NAME.matcher(row.group(2))
                        .results()
                        .forEach(name -> shelves.put(name.group(1), Integer.valueOf(row.group(1))));
            }
        }
    }

    Map<String, Integer> shelves() {
        return Map.copyOf(shelves);
    }

    /// Each breach in a folder of classes, as a sentence that names the class.
    List<String> breaches(Path classes) throws IOException {
        var breaches = new ArrayList<String>();
        var packages = new TreeMap<String, Boolean>();
        for (var file : classFiles(classes)) {
            var model = ClassFile.of().parse(file);
            var name = model.thisClass().asInternalName();
            var home = name.substring(0, name.lastIndexOf('/'));
            packages.merge(home, isNullMarkedPackage(model), Boolean::logicalOr);
            breaches.addAll(breachesOf(model, name));
        }
        packages.forEach((home, marked) -> {
            if (!shelves.containsKey(roomOf(home))) {
                breaches.add(home.replace('/', '.') + " is in no room of the table");
            }
            if (!marked) {
                breaches.add(home.replace('/', '.') + " has no package-info that is @NullMarked");
            }
        });
        return breaches;
    }

    private static List<Path> classFiles(Path classes) throws IOException {
        try (var files = Files.walk(classes.resolve(ROOT))) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isNullMarkedPackage(ClassModel model) {
        return model.thisClass().asInternalName().endsWith("/package-info")
                && model.findAttribute(Attributes.runtimeVisibleAnnotations())
                        .map(found -> found.annotations().stream()
                                .anyMatch(one -> one.className().equalsString("Lorg/jspecify/annotations/NullMarked;")))
                        .orElse(false);
    }

    private List<String> breachesOf(ClassModel model, String name) {
        var room = roomOf(name);
        var shelf = shelves.get(room);
        if (shelf == null) {
            return List.of(); // said once for the whole package
        }
        var found = new TreeSet<String>();
        for (var type : references(model)) {
            if (type.startsWith(ROOT)
                    && !roomOf(type).equals(room)
                    && shelves.getOrDefault(roomOf(type), Integer.MAX_VALUE) >= shelf) {
                found.add("imports " + type + ", and " + roomOf(type) + " is on no shelf above " + room);
            }
            if (type.startsWith("io/netty/") && !NETTY.contains(room)) {
                found.add("knows Netty (" + type + ")");
            }
        }
        for (var call : calledMembers(model)) {
            CALLS.forEach((banned, rooms) -> {
                if (call.startsWith(banned) && !rooms.contains(room)) {
                    found.add("calls " + banned + ", which only " + new TreeSet<>(rooms) + " may");
                }
            });
        }
        if (shelf < FIRST_SHELF_WITH_LIBRARIES) {
            for (var type : publicSignature(model)) {
                if (LIBRARIES.stream().anyMatch(type::startsWith)) {
                    found.add("shows " + type + " in public");
                }
            }
        }
        return found.stream()
                .map(what -> name.replace('/', '.') + " " + what.replace('/', '.'))
                .toList();
    }

    /// The first package under the root, since sub-packages belong to their room. A class in the root itself has
    /// no
    /// room: the table
    /// never has its name.
    private static String roomOf(String type) {
        return type.startsWith(ROOT) ? type.substring(ROOT.length()).replaceFirst("/.*", "") : "";
    }

    private static Set<String> references(ClassModel model) {
        var types = new TreeSet<String>();
        for (var entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry type -> addNamed(types, type.asInternalName());
                case NameAndTypeEntry member ->
                    addDescribed(types, member.type().stringValue());
                case MethodTypeEntry method ->
                    addDescribed(types, method.descriptor().stringValue());
                default -> {}
            }
        }
        model.fields().forEach(field -> addDescribed(types, field.fieldType().stringValue()));
        model.methods()
                .forEach(method -> addDescribed(types, method.methodType().stringValue()));
        signatures(model, false).forEach(signature -> addDescribed(types, signature));
        return types;
    }

    /// Calls and method references alike: both leave the member in the constant pool.
    private static Set<String> calledMembers(ClassModel model) {
        var members = new TreeSet<String>();
        for (var entry : model.constantPool()) {
            if (entry instanceof MemberRefEntry member) {
                members.add(member.owner().asInternalName() + "."
                        + member.name().stringValue() + member.type().stringValue());
            }
        }
        return members;
    }

    /// What another room can see: parents, components, and the members that are public or protected.
    private static Set<String> publicSignature(ClassModel model) {
        var types = new TreeSet<String>();
        if (!model.flags().has(AccessFlag.PUBLIC)) {
            return types;
        }
        model.superclass().ifPresent(parent -> addNamed(types, parent.asInternalName()));
        model.interfaces().forEach(parent -> addNamed(types, parent.asInternalName()));
        model.fields().stream()
                .filter(field -> isOpen(field.flags().flags()))
                .forEach(field -> addDescribed(types, field.fieldType().stringValue()));
        model.methods().stream()
                .filter(method -> isOpen(method.flags().flags()))
                .forEach(method -> addDescribed(types, method.methodType().stringValue()));
        signatures(model, true).forEach(signature -> addDescribed(types, signature));
        return types;
    }

    /// Generic signatures: `Map<String, ByteBuf>` shows its arguments only here.
    private static List<String> signatures(ClassModel model, boolean onlyOpen) {
        var members = Stream.concat(
                model.fields().stream()
                        .filter(field -> !onlyOpen || isOpen(field.flags().flags()))
                        .flatMap(field -> field.findAttribute(Attributes.signature()).stream()),
                model.methods().stream()
                        .filter(method -> !onlyOpen || isOpen(method.flags().flags()))
                        .flatMap(method -> method.findAttribute(Attributes.signature()).stream()));
        var components = model.findAttribute(Attributes.record()).stream()
                .flatMap(record -> record.components().stream())
                .flatMap((RecordComponentInfo component) -> component.findAttribute(Attributes.signature()).stream());
        return Stream.of(model.findAttribute(Attributes.signature()).stream(), members, components)
                .flatMap(signatures -> signatures)
                .map((SignatureAttribute signature) -> signature.signature().stringValue())
                .toList();
    }

    private static boolean isOpen(Set<AccessFlag> flags) {
        return flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED);
    }

    /// The pool names an array by its descriptor, anything else by its name.
    private static void addNamed(Set<String> types, String name) {
        if (name.startsWith("[")) {
            addDescribed(types, name);
        } else {
            types.add(name);
        }
    }

    private static void addDescribed(Set<String> types, String descriptor) {
        TYPE_IN_DESCRIPTOR.matcher(descriptor).results().forEach(type -> types.add(type.group(1)));
    }

    private static Map<String, Set<String>> calls() {
        var calls = new LinkedHashMap<String, Set<String>>();
        for (var call : List.of(
                "java/time/Instant.now()",
                "java/time/Clock.system",
                "java/time/InstantSource.system",
                "java/time/LocalDate.now()",
                "java/time/LocalDateTime.now()",
                "java/time/OffsetDateTime.now()",
                "java/time/ZonedDateTime.now()",
                "java/lang/System.currentTimeMillis",
                "java/util/UUID.randomUUID",
                "java/util/Random.<init>()",
                "java/util/concurrent/ThreadLocalRandom.current",
                "java/lang/Math.random")) {
            calls.put(call, APP);
        }
        calls.put("java/lang/System.nanoTime", STOPWATCH);
        return calls;
    }
}
