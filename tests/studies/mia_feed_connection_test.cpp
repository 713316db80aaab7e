// Where MIA Feed connects to, and what it says when it cannot work.
#include <algorithm>
#include <optional>

#include "tests/studies/bad_library.hpp"
#include "tests/studies/feed_session.hpp"

namespace mia::studies {
namespace {

class FeedConnection : public FeedSession {
protected:
    // The texts that were logged since the last time.
    std::vector<std::string> logged() {
        std::vector<std::string> texts;
        for (const sim::LogMessage& message : host.take_messages()) {
            texts.push_back(message.text);
        }
        return texts;
    }
};

TEST_F(FeedConnection, another_address_typed_in_is_another_publisher_there) {
    const int handle = attach();
    ASSERT_TRUE(connect());
    const std::uint64_t before = mirror.publisher;
    Subscriber other;
    other.subscribe_to_all();
    host.set_input(handle, {0, true, 0, other.address()});
    Mirror there;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (there.snapshots == 0 && std::chrono::steady_clock::now() < deadline) {
        step();
        const auto bytes = other.receive(1);
        if (!bytes.empty()) {
            there.apply(bytes);
        }
    }
    ASSERT_EQ(there.snapshots, 1U);
    EXPECT_NE(there.publisher, before);
    EXPECT_EQ(there.hello.instance, mirror.hello.instance);
    EXPECT_EQ(there.bids, side_of(es().book.bids));
}

// A name would be looked up by libzmq, and closing waits for that, on Sierra's thread.
TEST_F(FeedConnection, an_address_elsewhere_is_refused_with_one_line_and_no_socket) {
    const int handle = attach({{0, true, 0, "tcp://nohost.example:5571"}});
    for (int i = 0; i < 50; ++i) {
        host.set_time_ns(host.now_ns() + second_ns);
        host.update(3);
    }
    const std::string line =
        "address of the MIA host: expected tcp://127.0.0.1:PORT, found tcp://nohost.example:5571";
    EXPECT_EQ(logged(), std::vector<std::string>{line});
    EXPECT_NE(panel().find("MIA Feed: not connected"), std::string::npos) << panel();
    EXPECT_NE(panel().find(line), std::string::npos) << panel();
    const std::string port = subscriber.address().substr(subscriber.address().rfind(':'));
    host.set_input(handle, {0, true, 0, "tcp://localhost" + port});
    ASSERT_TRUE(connect());
    step();
    EXPECT_EQ(panel().find(line), std::string::npos) << panel();
}

TEST_F(FeedConnection, a_libzmq_that_is_none_is_opened_again_after_some_seconds_and_not_before) {
    const BadLibrary library;
    attach();
    int opened = 0;
    const auto call = [&](std::int64_t passed_ns) {
        host.set_time_ns(host.now_ns() + passed_ns);
        host.update(3);
        opened += library.was_opened() ? 1 : 0;
    };
    for (int i = 0; i < 50; ++i) {
        call(0);
    }
    EXPECT_EQ(opened, 1);
    call(4 * second_ns);
    EXPECT_EQ(opened, 2);
    EXPECT_NE(panel().find("libzmq was not found"), std::string::npos) << panel();
}

TEST_F(FeedConnection, another_token_file_typed_in_is_read_and_introduces_another_publisher) {
    const int handle = attach();
    ASSERT_TRUE(connect());
    const std::uint64_t before = mirror.publisher;
    const test::TempFolder elsewhere;
    elsewhere.write("token", std::string(32, 'z'));
    host.set_input(handle, {7, true, 0, elsewhere.file("token")});
    ASSERT_TRUE(play_until([&] { return mirror.snapshots == 2; }));
    EXPECT_NE(mirror.publisher, before);
    EXPECT_EQ(std::string(mirror.hello.token, 32), std::string(32, 'z'));
}

// T27: two settings shared one number, so that one switch turned another one.
TEST_F(FeedConnection, every_input_has_a_name_of_its_own) {
    const int handle = attach();
    std::vector<std::string> names;
    for (const s_SCInput_145& input : host.instance(handle).inputs) {
        if (input.ValueType != NO_VALUE) {
            names.emplace_back(input.Name.GetChars());
        }
    }
    EXPECT_EQ(names.size(), 14U);
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
    EXPECT_EQ(std::count(names.begin(), names.end(), ""), 0);
}

TEST_F(FeedConnection, there_is_no_input_that_does_nothing) {
    const auto& inputs = host.instance(attach()).inputs;
    for (const s_SCInput_145& input : inputs) {
        const std::string_view name = input.Name.GetChars();
        EXPECT_EQ(name.find("overlay"), std::string_view::npos) << name;
    }
    EXPECT_EQ(inputs[1].ValueType, NO_VALUE) << "its place stays, for chartbooks that were saved";
    EXPECT_STREQ(inputs[2].Name.GetChars(), "Send study values");
}

// T31: nothing was sent while Sierra was not connected, so that silence could mean anything.
TEST_F(FeedConnection, a_sierra_without_its_exchange_says_so_and_goes_on) {
    attach();
    ASSERT_TRUE(connect());
    chart().settings().connection_state = SCS_DISCONNECTED;
    step();
    ASSERT_TRUE(hear_until([&] { return mirror.status.connection == 3; }));
    const std::size_t heartbeats = mirror.heartbeats;
    for (int i = 0; i < 25; ++i) {
        step();
    }
    EXPECT_TRUE(hear_until([&] { return mirror.heartbeats >= heartbeats + 2; }));
}

TEST_F(FeedConnection, more_studies_than_there_is_room_for_are_said_and_the_rest_is_stable) {
    for (int study = 1; study <= 300; ++study) {
        sim::StudyDescription description;
        description.name = "Study " + std::to_string(study);
        description.subgraph_names = {"Line"};
        chart().add_study(description, false);
    }
    attach();
    ASSERT_TRUE(connect());
    EXPECT_EQ(mirror.studies.size(), 256U);
    for (int i = 0; i < 40; ++i) {
        step();
    }
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.snapshots, 1U) << "one snapshot after the other";
    EXPECT_EQ(wire::get_text(mirror.status.last_error), "300 studies on chart 3, 256 are sent");
}

TEST_F(FeedConnection, an_error_inside_the_study_is_logged_once_counted_and_survived) {
    const int handle = attach();
    ASSERT_TRUE(connect());
    host.instance(handle).fault = "out of memory";
    for (int i = 0; i < 50; ++i) {
        step();
    }
    const std::vector<std::string> said = logged();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_NE(said[0].find("out of memory"), std::string::npos) << said[0];
    EXPECT_EQ(host.errors(), std::vector<std::string>{}) << "nothing was thrown into Sierra";

    host.instance(handle).fault = "something else";
    step();
    EXPECT_EQ(logged().size(), 1U);
    host.instance(handle).fault = "out of memory";
    step();
    EXPECT_TRUE(logged().empty()) << "said before";
    host.instance(handle).fault.clear();
    set_book(26720);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(mirror.bids, side_of(es().book.bids));
    EXPECT_EQ(
        wire::get_text(mirror.status.last_error), "52 errors inside the study: out of memory"
    );
}

// A host that listens and does not read, so that the queue to it fills.
class FeedQueue : public FeedConnection {
protected:
    FeedQueue() {
        for (int level = 12; level < 90; ++level) {
            es().book.bids.push_back({(26700 - level) * 0.25, 60.0 + level, 9});
            es().book.asks.push_back({(26701 + level) * 0.25, 50.0 + level, 7});
        }
    }

    int attach_to_stalled() {
        const int handle = attach({{0, true, 0, stalled.address()}});
        stalled.subscribe_to_all();
        return handle;
    }
    // Every level is another one than before.
    void change_book() {
        for (auto* side : {&es().book.bids, &es().book.asks}) {
            for (sim::BookLevel& level : *side) {
                level.quantity += 1;
            }
        }
    }
    std::uint64_t dropped() {
        const std::string text = panel();
        const std::size_t at = text.find(" sent, ");
        return at == std::string::npos ? 0 : std::stoull(text.substr(at + 7));
    }
    // The next batch that has arrived, in a mirror of its own when it opens a snapshot.
    std::optional<wire::BatchHeader> read() {
        const auto bytes = stalled.receive(1);
        if (bytes.empty()) {
            return std::nullopt;
        }
        const wire::BatchHeader header = wire::BatchReader(bytes).header();
        if ((header.flags & wire::batch_flag::snapshot_first) != 0) {
            there = Mirror();
            there.publisher = header.publisher;
            there.sequence = header.sequence - 1;
        }
        if (there.sequence + 1 == header.sequence) {
            there.apply(bytes);
        }
        return header;
    }

    Subscriber stalled{1};
    Mirror there;
};

TEST_F(FeedQueue, a_batch_that_found_it_full_is_counted_said_and_made_good_by_a_snapshot) {
    attach_to_stalled();
    ASSERT_TRUE(play_until([this] { return read(), there.snapshots == 1; }));
    for (int call = 0; call < 20'000 && dropped() == 0; ++call) {
        change_book();
        step();
    }
    ASSERT_GT(dropped(), 0U) << panel();

    std::uint64_t last = there.sequence;
    std::uint64_t missing = 0;
    const bool has_recovered = play_until([&] {
        step();
        while (const auto header = read()) {
            missing += header->sequence - last - 1;
            last = header->sequence;
            if (missing != 0 && there.snapshots == 1 && there.sequence != last) {
                stalled.ask(header->publisher);
            }
        }
        return missing != 0 && there.sequence == last && there.status.batches_dropped != 0 &&
               there.bids == side_of(es().book.bids);
    });
    ASSERT_TRUE(has_recovered);
    EXPECT_EQ(there.status.batches_dropped, missing)
        << "each lost number is a batch that was counted";
    EXPECT_GT(there.snapshot.snapshot, 1U);
    host.set_time_ns(host.now_ns() + 2 * second_ns);
    host.update(3);
    EXPECT_EQ(dropped(), missing) << panel();
}

}  // namespace
}  // namespace mia::studies
