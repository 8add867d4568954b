package dev.roundhouse.e2e;

/// The walk with stories on the JDK's own scheduler.
class CoreWalkOnTheDefaultSchedulerTest extends CoreWalk {
    CoreWalkOnTheDefaultSchedulerTest() {
        super("default");
    }
}
