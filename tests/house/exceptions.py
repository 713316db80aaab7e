"""Who may break a rule of the house, each with the reason. A short list is a good list."""

from __future__ import annotations

# Sources without a test file of their own, each with the reason.
UNTESTED = {
    "python/mia_core/errors.py": "names alone; every raise is tested where it is raised",
    "python/mia_core/events.py": "messages alone; the engine's tests send all of them",
    "python/mia_core/decision.py": "messages alone; the engine's tests compare all of them",
    "python/mia_core/execution/commands.py": "messages alone",
    "python/mia_core/execution/events.py": "messages alone",
    "python/mia_core/strategies/intent.py": "messages alone",
    "python/mia_core/features/catalog.py": "a table; test_board.py reads every row of it",
    "python/mia_core/sim/events.py": "messages alone",
    "python/mia_core/dtc/order_messages.py": "tables; test_binary.py holds each against the protocol",
    "python/mia_core/dtc/session_messages.py": "tables; test_binary.py holds each against the protocol",
    "python/mia_core/cli/demo.py": "tests/e2e/test_demo.py plays it; test_main.py has its arguments",
    "python/mia_core/cli/run.py": "tests/e2e/test_bad_input.py and test_restart.py run it",
    "python/mia_core/cli/record.py": "tests/e2e/test_bad_input.py records with it",
    "python/mia_core/cli/replay.py": "tests/e2e/test_replay.py replays with it",
    "python/mia_core/cli/sim.py": "options alone; tests/e2e/running_world.py starts both processes",
    "bridge/detectors/detector.hpp": "a concept; the test of every detector meets it",
    "bridge/market/outcome.hpp": "names; counters_test.cpp goes through all of them",
    "bridge/market/observation.hpp": "a record; market_test.cpp reads every field of it",
}
# Tests that stand for no single source file.
WITHOUT_SOURCE = {
    "tests/test_house.py": "rules about all files",
    "tests/test_operations.py": "a document against what it describes",
    "tests/test_windows.py": "a document against what it describes",
    "tests/test_faults.py": "a document against the tests it names",
    "tests/test_build.py": "the build as a whole",
    "tests/mia_core/test_doubt.py": "a whole host and a server, over a crash and a broken connection",
    "tests/mia_core/test_wire_golden.py": "golden batches that both languages read",
    "tests/mia_core/test_wire_properties.py": "the schema as both languages read and write it",
    "tests/mia_core/sim/test_detectors_on_sim.py": "the detectors against what the market planted",
    "tests/mia_core/test_detector_contract.py": "promises of the whole catalog, on whole markets",
    "tests/mia_core/test_bar_patterns.py": "patterns of bars against their formulas, through the wire",
    "tests/mia_core/experiments/test_recorded.py": "a whole recording and its replay",
    "tests/mia_core/test_battle_navale.py": "Battle Navale against its rules, through the wire",
    "tests/mia_core/test_golden_recordings.py": "what the product recorded once, read as it is now",
    "tests/mia_core/studymap/test_recorded.py": "facts against the recording they come from",
    "tests/bridge/wire/golden_test.cpp": "golden batches that both languages read",
    "tests/e2e/test_demo.py": "the command from outside",
    "tests/e2e/test_replay.py": "the command from outside",
    "tests/e2e/test_restart.py": "the command from outside, killed and started again",
    "tests/e2e/test_by_hand.py": "the commands from outside, each started by hand",
    "tests/e2e/test_promises.py": "the commands from outside, every key of their JSON",
    "tests/e2e/test_doctor.py": "the command from outside, beside what it examines",
    "tests/e2e/test_score.py": "the command from outside, interrupted and killed",
    "tests/e2e/test_bad_input.py": "the commands from outside, given what they must refuse",
    "tests/windows/test_headers.py": "the studies as other compilers and headers see them",
    "tests/windows/test_wine.py": "the study DLL from outside, loaded by a Windows program",
    "tests/scenarios/test_conformance.py": "a real chart's session, from its studies to their meanings",
    "tests/scenarios/test_transport_faults.py": "both ends of the feed and what lies between them",
}
# Who may look at a clock of the machine, and for what. None of it decides anything.
WATCHES = {
    "python/mia_core/clock.py": "is the clock",
    "python/mia_core/cli/detectors.py": "measures how long a scorecard took",
    "python/mia_core/cli/replay.py": "paces a replay and measures its rate",
    "python/mia_core/cli/record.py": "measures how long it has recorded",
    "python/mia_core/cli/run.py": "tells its progress a few times a second",
    "python/mia_core/doctor/listening.py": "listens for a bounded time and measures silence",
    "python/mia_core/monitor/live.py": "publishes a few times a second",
    "python/mia_core/sim/dtc_server.py": "waits for bytes that are on their way, not for ever",
    "python/mia_core/sim/sierra_process.py": "sleeps between chart updates, as Sierra does",
    "python/mia_core/sim/stepped_host.py": "waits for bytes that are on their way, not for ever",
}
# Who may draw what nobody can foresee.
SECRETS = {
    "python/mia_core/home.py": "the token that introduces a study to its host",
    "python/mia_core/assembly.py": "the publisher id of one run of the overlay",
    "python/mia_core/cli/record.py": "the publisher id of one run of the overlay",
    "python/mia_core/doctor/examination.py": "the publisher id of one run of the overlay",
    "python/mia_core/journal/order_tables.py": "the tag that tells one order journal from another",
}
# Who may print outside cli/.
PRINTERS: dict[str, str] = {}
