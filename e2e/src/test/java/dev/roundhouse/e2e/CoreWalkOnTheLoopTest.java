package dev.roundhouse.e2e;

/// The walk with stories on the event loop itself.
class CoreWalkOnTheLoopTest extends CoreWalk {
    CoreWalkOnTheLoopTest() {
        super("loop");
    }
}
