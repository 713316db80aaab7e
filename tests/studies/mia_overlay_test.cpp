// What MIA Overlay draws of what the host says.
#include "tests/studies/overlay_session.hpp"

namespace mia::studies {
namespace {

using wire::BatchWriter;

std::uint32_t rgb(int red, int green, int blue) {
    return static_cast<std::uint32_t>(RGB(red, green, blue));
}

class Overlay : public OverlaySession {};

TEST_F(Overlay, set_defaults_names_every_line_and_starts_nothing) {
    attach();
    EXPECT_TRUE(host.instance(handle).persistent.pointers.empty());
    EXPECT_TRUE(drawings().all().empty());
    const auto& lines = host.instance(handle).subgraphs;
    EXPECT_STREQ(lines[0].Name.GetChars(), "Call wall");
    EXPECT_STREQ(lines[6].Name.GetChars(), "Volatility trigger");
    EXPECT_STREQ(lines[12].Name.GetChars(), "Level 1");
    EXPECT_STREQ(lines[59].Name.GetChars(), "Level 48");
    EXPECT_EQ(lines[7].DrawStyle, DRAWSTYLE_BACKGROUND_TRANSPARENT);
}

TEST_F(Overlay, the_agreed_levels_have_the_agreed_looks) {
    ASSERT_TRUE(connect());
    peer.say_all([&](BatchWriter& writer) {
        const std::array names{"gamma.call_wall",  "gamma.put_wall", "gamma.flip",
                               "gamma.max_pain",   "gamma.pin1",     "gamma.pin2",
                               "gamma.vol_trigger"};
        for (std::uint32_t i = 0; i < names.size(); ++i) {
            add_level(writer, i + 1, names[i], 6700 - 10.0 * i, overlay_start_ns);
        }
    });
    ASSERT_TRUE(hear());
    struct Look {
        const char* label;
        float price;
        std::uint32_t colour;
        SubgraphLineStyles style;
        int width;
    };
    const std::array looks{
        Look{"Call wall", 6700, rgb(220, 20, 60), LINESTYLE_SOLID, 2},
        Look{"Put wall", 6690, rgb(34, 139, 34), LINESTYLE_SOLID, 2},
        Look{"Gamma flip", 6680, rgb(255, 165, 0), LINESTYLE_SOLID, 4},
        Look{"Max pain", 6670, rgb(30, 144, 255), LINESTYLE_DOT, 1},
        Look{"Pin 1", 6660, rgb(128, 128, 128), LINESTYLE_SOLID, 1},
        Look{"Pin 2", 6650, rgb(128, 128, 128), LINESTYLE_SOLID, 1},
        Look{"Volatility trigger", 6640, rgb(255, 215, 0), LINESTYLE_DASH, 1},
    };
    EXPECT_EQ(drawn(DRAWING_HORIZONTALLINE).size(), looks.size());
    for (std::size_t i = 0; i < looks.size(); ++i) {
        const s_UseTool* tool = level(looks[i].label);
        ASSERT_NE(tool, nullptr) << looks[i].label;
        EXPECT_STREQ(tool->Text.GetChars(), looks[i].label) << "a fresh one carries no age";
        EXPECT_EQ(tool->BeginValue, looks[i].price);
        EXPECT_EQ(tool->Color, looks[i].colour) << looks[i].label;
        EXPECT_EQ(tool->LineStyle, looks[i].style) << looks[i].label;
        EXPECT_EQ(tool->LineWidth, looks[i].width) << looks[i].label;
        EXPECT_EQ(value(static_cast<int>(i)), looks[i].price);
    }
    EXPECT_TRUE(panel_says("connected"));
    EXPECT_TRUE(panel_says("levels 7, stale 0"));
}

TEST_F(Overlay, a_level_without_an_agreed_name_looks_as_the_host_says) {
    ASSERT_TRUE(connect());
    peer.say_all([&](BatchWriter& writer) {
        add_level(
            writer, 3, "menthorq.hvl", 6712.31, overlay_start_ns, wire::level_style::dashed,
            0x102030
        );
        add_level(writer, 51, "menthorq.bl_1", 6650, overlay_start_ns, 99);
    });
    ASSERT_TRUE(hear());
    const s_UseTool* hvl = level("menthorq.hvl");
    ASSERT_NE(hvl, nullptr);
    EXPECT_FLOAT_EQ(hvl->BeginValue, 6712.31F);
    EXPECT_EQ(hvl->Color, rgb(0x10, 0x20, 0x30));
    EXPECT_EQ(hvl->LineStyle, LINESTYLE_DASH);
    EXPECT_STREQ(hvl->Text.GetChars(), "menthorq.hvl [SG16]");
    EXPECT_FLOAT_EQ(value(15), 6712.31F) << "Sierra counts subgraphs from 1 for the user";
    EXPECT_STREQ(level("menthorq.bl_1")->Text.GetChars(), "menthorq.bl_1 [SG17]")
        << "the place of 51 is taken by 3, so it has the next";
    EXPECT_EQ(level("menthorq.bl_1")->LineStyle, LINESTYLE_SOLID) << "an unknown style is none";
}

TEST_F(Overlay, a_level_that_moves_is_adjusted_and_what_did_not_change_is_not_drawn_again) {
    ASSERT_TRUE(connect());
    peer.say_all([&](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6700, overlay_start_ns);
        add_level(writer, 2, "gamma.put_wall", 6600, overlay_start_ns);
        add_signal(writer, 1, overlay_start_ns, 26700, 0.5);
    });
    ASSERT_TRUE(hear());
    const int number = level("Call wall")->LineNumber;
    const std::size_t count = drawings().all().size();
    peer.say([&](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6710, overlay_start_ns);
        add_level(writer, 2, "gamma.put_wall", 6600, overlay_start_ns);
        add_signal(writer, 1, overlay_start_ns, 26700, 0.5);
    });
    const std::string before = panel();
    const std::uint64_t uses = drawings().uses();
    ASSERT_TRUE(play_until([&] { return level("Call wall")->BeginValue == 6710; }));
    EXPECT_LE(drawings().uses() - uses, panel() == before ? 1U : 2U) << "the panel at most besides";
    EXPECT_EQ(level("Call wall")->LineNumber, number);
    EXPECT_EQ(drawings().all().size(), count);
}

TEST_F(Overlay, clears_take_away_one_level_all_of_a_kind_or_everything) {
    ASSERT_TRUE(connect());
    const auto say_some = [&](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6700, overlay_start_ns);
        add_level(writer, 2, "gamma.put_wall", 6600, overlay_start_ns);
        add_signal(writer, 1, overlay_start_ns, 26700, 0.5);
        add_regime(writer, wire::gamma_regime::positive, overlay_start_ns);
    };
    peer.say_all(say_some);
    ASSERT_TRUE(hear());
    peer.say([&](BatchWriter& writer) { add_clear(writer, wire::clear_scope::level, 1); });
    ASSERT_TRUE(hear());
    EXPECT_EQ(level("Call wall"), nullptr);
    EXPECT_NE(level("Put wall"), nullptr);
    EXPECT_EQ(value(subgraph::call_wall), 0);
    EXPECT_EQ(value(subgraph::put_wall), 6600);

    peer.say([&](BatchWriter& writer) { add_clear(writer, wire::clear_scope::signals); });
    ASSERT_TRUE(hear());
    EXPECT_TRUE(drawn(DRAWING_MARKER).empty());
    EXPECT_TRUE(drawn(DRAWING_TEXT).empty());
    EXPECT_NE(level("Put wall"), nullptr);

    peer.say([&](BatchWriter& writer) { add_clear(writer, wire::clear_scope::levels); });
    ASSERT_TRUE(hear());
    EXPECT_TRUE(drawn(DRAWING_HORIZONTALLINE).empty());
    EXPECT_EQ(value(subgraph::positive_gamma), 1);

    peer.say(say_some);
    peer.say([&](BatchWriter& writer) { add_clear(writer, wire::clear_scope::everything); });
    ASSERT_TRUE(hear());
    EXPECT_EQ(drawings().all().size(), 1U) << "the panel stays";
    EXPECT_EQ(value(subgraph::positive_gamma), 0);
}

TEST_F(Overlay, the_background_tells_the_regime_from_the_bar_on_in_which_it_was_computed) {
    ASSERT_TRUE(connect());
    peer.say_all([&](BatchWriter& writer) {
        add_regime(writer, wire::gamma_regime::positive, overlay_start_ns - 3 * overlay_minute_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_EQ(value(subgraph::positive_gamma, bars_before - 4), 1);
    EXPECT_EQ(value(subgraph::positive_gamma, bars_before - 5), 0) << "it was not known then";
    append_bar();
    peer.say([&](BatchWriter& writer) {
        add_regime(writer, wire::gamma_regime::negative, host.now_ns());
    });
    ASSERT_TRUE(hear());
    EXPECT_EQ(value(subgraph::positive_gamma), 0);
    EXPECT_EQ(value(subgraph::negative_gamma), 1);
    EXPECT_EQ(value(subgraph::positive_gamma, bars_before - 1), 1);
    EXPECT_TRUE(panel_says("negative gamma"));
}

TEST_F(Overlay, a_level_stands_in_its_subgraph_from_its_bar_on_and_is_carried_to_new_bars) {
    ASSERT_TRUE(connect());
    peer.say_all([&](BatchWriter& writer) {
        add_level(writer, 1, "gamma.flip", 6680, overlay_start_ns - 2 * overlay_minute_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_EQ(value(subgraph::flip, bars_before - 4), 0);
    EXPECT_EQ(value(subgraph::flip, bars_before - 3), 6680);
    append_bar();
    append_bar();
    host.update(3);
    EXPECT_EQ(value(subgraph::flip), 6680);
    EXPECT_EQ(value(subgraph::flip, bars_before), 6680);
    EXPECT_EQ(value(subgraph::oldest_age), 4);
    peer.say([&](BatchWriter& writer) { add_level(writer, 1, "gamma.flip", 6685, host.now_ns()); });
    ASSERT_TRUE(hear());
    EXPECT_EQ(value(subgraph::flip), 6685);
    EXPECT_EQ(value(subgraph::flip, bars_before), 6680) << "what it was then stays";
}

TEST_F(Overlay, a_stale_level_is_faded_and_its_label_grows_old_minute_by_minute) {
    ASSERT_TRUE(connect());
    peer.say_all([&](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6700, overlay_start_ns - 29 * overlay_minute_ns);
        add_level(writer, 2, "gamma.put_wall", 6600, 0);
        add_level(writer, 3, "gamma.flip", 6650, overlay_start_ns);
        writer.add<wire::Level>()->id = 9;
    });
    ASSERT_TRUE(hear());
    EXPECT_STREQ(level("Call wall")->Text.GetChars(), "Call wall");
    EXPECT_EQ(level("Call wall")->Color, rgb(220, 20, 60));
    EXPECT_STREQ(level("Put wall")->Text.GetChars(), "Put wall, of unknown age");
    EXPECT_NE(level("Put wall")->Color, rgb(34, 139, 34));

    append_bar();
    host.update(3);
    EXPECT_STREQ(level("Call wall")->Text.GetChars(), "Call wall, 30 min old");
    EXPECT_EQ(level("Call wall")->Color, rgb((220 + 256) / 3, (20 + 256) / 3, (60 + 256) / 3));
    EXPECT_STREQ(level("Gamma flip")->Text.GetChars(), "Gamma flip");
    const std::uint64_t uses = drawings().uses();
    host.set_time_ns(host.now_ns() + 30 * overlay_second_ns);
    for (int i = 0; i < 100; ++i) {
        host.update(3);
    }
    EXPECT_LE(drawings().uses() - uses, 2U) << "within a minute nothing but the panel changes";
    host.set_time_ns(host.now_ns() + 30 * overlay_second_ns);
    host.update(3);
    EXPECT_STREQ(level("Call wall")->Text.GetChars(), "Call wall, 31 min old");
    host.set_time_ns(host.now_ns() + 120 * overlay_minute_ns);
    host.update(3);
    EXPECT_STREQ(level("Call wall")->Text.GetChars(), "Call wall, 2 h old");
    EXPECT_EQ(value(subgraph::oldest_age), 1'000'000) << "the put wall's is unknown";
}

TEST_F(Overlay, what_the_host_calls_stale_is_stale_at_once) {
    ASSERT_TRUE(connect());
    peer.say_all([&](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6700, overlay_start_ns);
        auto* stale = writer.add<wire::Level>();
        stale->id = 2;
        stale->flags = wire::level_flag::stale;
        stale->price_raw = 6600;
        stale->valid_from_ns = overlay_start_ns - 3 * overlay_minute_ns;
        wire::set_text(stale->name, "gamma.put_wall");
        wire::set_text(stale->text, "Put wall of\nyesterday");
    });
    ASSERT_TRUE(hear());
    EXPECT_NE(level("Put wall of yesterday, 3 min old"), nullptr);
    EXPECT_TRUE(panel_says("levels 2, stale 1"));
}

TEST_F(Overlay, what_a_replayed_chart_could_not_know_is_not_shown) {
    ASSERT_TRUE(connect());
    peer.say_all([&](BatchWriter& writer) {
        const std::int64_t later = overlay_start_ns + 10 * overlay_minute_ns;
        add_level(writer, 1, "gamma.call_wall", 6700, later);
        add_signal(writer, 1, later, 26700, 0.5);
        add_regime(writer, wire::gamma_regime::positive, later);
    });
    ASSERT_TRUE(hear());
    EXPECT_EQ(drawings().all().size(), 1U);
    EXPECT_EQ(value(subgraph::call_wall), 0);
    EXPECT_EQ(value(subgraph::positive_gamma), 0);
    for (int i = 0; i < 10; ++i) {
        append_bar();
    }
    host.update(3);
    EXPECT_NE(level("Call wall"), nullptr);
    EXPECT_EQ(drawn(DRAWING_MARKER).size(), 1U);
    EXPECT_EQ(value(subgraph::positive_gamma), 1);
}

TEST_F(Overlay, another_symbol_is_not_ours_however_like_it) {
    ASSERT_TRUE(connect());
    for (const char* symbol :
         {"ESM26_FUT_CME", "esh26_fut_cme", "ESH26_FUT_CM", "ESH26_FUT_CME "}) {
        peer.say(symbol, [&](BatchWriter& writer) {
            add_level(writer, 1, "gamma.call_wall", 6700, overlay_start_ns);
            add_signal(writer, 1, overlay_start_ns, 26700, 0.5);
        });
    }
    peer.say("", [&](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6700, overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_EQ(drawings().all().size(), 1U);
    EXPECT_TRUE(panel_says("for other symbols 9"));
}

TEST_F(Overlay, inputs_switch_parts_off_and_the_subgraphs_go_on) {
    attach({{4, false, 0, ""}, {5, false, 0, ""}, {6, false, 0, ""}, {7, false, 0, ""}});
    ASSERT_TRUE(play_until([this] { return peer.was_asked(1); }));
    peer.say_all([&](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6700, overlay_start_ns);
        add_signal(writer, 1, overlay_start_ns, 26700, 0.5);
        add_regime(writer, wire::gamma_regime::positive, overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_TRUE(drawings().all().empty());
    EXPECT_EQ(value(subgraph::call_wall), 6700);
    EXPECT_EQ(value(subgraph::signal_score), 0.5);
    EXPECT_EQ(value(subgraph::positive_gamma), 0);
    host.set_input(handle, {4, false, 1, ""});
    host.update(3);
    EXPECT_NE(level("Call wall"), nullptr);
}

TEST_F(Overlay, a_look_that_the_user_chose_is_used) {
    attach();
    host.instance(handle).subgraphs[0].PrimaryColor = rgb(1, 2, 3);
    host.instance(handle).subgraphs[0].LineWidth = 7;
    ASSERT_TRUE(play_until([this] { return peer.was_asked(1); }));
    peer.say_all([&](BatchWriter& writer) {
        add_level(writer, 1, "gamma.call_wall", 6700, overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_EQ(level("Call wall")->Color, rgb(1, 2, 3));
    EXPECT_EQ(level("Call wall")->LineWidth, 7);
}

TEST_F(Overlay, more_levels_than_there_are_places_are_refused_and_said) {
    ASSERT_TRUE(connect());
    peer.say_all([&](BatchWriter& writer) {
        for (std::uint32_t id = 0; id < 60; ++id) {
            add_level(
                writer, id, ("level." + std::to_string(id)).c_str(), 6600 + id, overlay_start_ns
            );
        }
        add_level(writer, 60, "gamma.call_wall", 6700, overlay_start_ns);
        add_level(writer, 61, "gamma.pin1", std::nan(""), overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_EQ(drawn(DRAWING_HORIZONTALLINE).size(), 49U);
    EXPECT_EQ(value(59), 6647);
    EXPECT_TRUE(panel_says("not drawn 13, last level gamma.pin1: nan is no price"));
}

TEST_F(Overlay, a_price_that_is_none_stands_nowhere_and_is_named) {
    ASSERT_TRUE(connect());
    peer.say_all([&](BatchWriter& writer) {
        add_level(writer, 1, "gamma.flip", 6700, overlay_start_ns);
        add_level(writer, 2, "gamma.flip", 0, overlay_start_ns);
        add_level(writer, 3, "menthorq.hvl", -6700, overlay_start_ns);
    });
    ASSERT_TRUE(hear());
    EXPECT_TRUE(drawn(DRAWING_HORIZONTALLINE).empty());
    EXPECT_EQ(value(subgraph::flip), 0);
    EXPECT_EQ(value(15), 0);
    EXPECT_TRUE(panel_says("not drawn 2, last level menthorq.hvl: -6700 is no price"));
}

}  // namespace
}  // namespace mia::studies
