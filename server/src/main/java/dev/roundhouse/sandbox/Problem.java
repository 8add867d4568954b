package dev.roundhouse.sandbox;

/// Why a request gets no answer, as a provider would put it; each dialect writes it in its own shape.
///
/// @param status HTTP status, 400 to 599
/// @param message for a person
/// @param param the field at fault, empty where none is
record Problem(int status, String message, String param) {
    static Problem invalid(String param, String message) {
        return new Problem(400, message, param);
    }

    static Problem notFound(String message) {
        return new Problem(404, message, "");
    }
}
