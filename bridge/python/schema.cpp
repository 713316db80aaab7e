// schema(): the field tables of the wire as Python sees them. numpy dtypes and documents are made
// from this.
#include "bridge/python/bindings.hpp"
#include "bridge/wire/catalog.hpp"

namespace mia::python {
namespace {

namespace py = pybind11;

py::list fields_of(std::span<const wire::Field> fields) {
    py::list rows;
    for (const wire::Field& field : fields) {
        py::dict row;
        row["name"] = text(field.name);
        row["offset"] = field.offset;
        row["size"] = field.size;
        row["type"] = text(wire::type_name(field.type));
        row["unit"] = text(field.unit);
        row["meaning"] = text(field.meaning);
        rows.append(row);
    }
    return rows;
}

py::dict kind_of(const wire::KindInfo& info) {
    py::dict row;
    row["kind"] = static_cast<std::uint16_t>(info.kind);
    row["revision"] = info.revision;
    row["name"] = text(info.name);
    row["meaning"] = text(info.meaning);
    row["head_size"] = info.head_size;
    row["entry_size"] = info.entry_size;
    row["hash"] = info.hash;
    row["fields"] = fields_of(info.fields);
    row["entry_fields"] = fields_of(info.entry_fields);
    return row;
}

struct Constant {
    const char* group;
    const char* name;
    unsigned value;
};

constexpr Constant constants[] = {
    {"batch_flag", "replay", wire::batch_flag::replay},
    {"batch_flag", "recalculation", wire::batch_flag::recalculation},
    {"batch_flag", "snapshot", wire::batch_flag::snapshot},
    {"batch_flag", "snapshot_first", wire::batch_flag::snapshot_first},
    {"batch_flag", "snapshot_last", wire::batch_flag::snapshot_last},
    {"batch_flag", "delayed", wire::batch_flag::delayed},
    {"batch_flag", "hello", wire::batch_flag::hello},
    {"instrument_flag", "has_depth", wire::instrument_flag::has_depth},
    {"instrument_flag", "has_tape", wire::instrument_flag::has_tape},
    {"bar_flag", "closed", wire::bar_flag::closed},
    {"bar_flag", "off_grid", wire::bar_flag::off_grid},
    {"price_flag", "off_grid", wire::price_flag::off_grid},
    {"price_flag", "invalid", wire::price_flag::invalid},
    {"price_flag", "window_edge", wire::price_flag::window_edge},
    {"book_side", "bid", wire::book_side::bid},
    {"book_side", "ask", wire::book_side::ask},
    {"trade_side", "unknown", wire::trade_side::unknown},
    {"trade_side", "at_bid", wire::trade_side::at_bid},
    {"trade_side", "at_ask", wire::trade_side::at_ask},
    {"connection", "unknown", wire::connection::unknown},
    {"connection", "connected", wire::connection::connected},
    {"connection", "connecting", wire::connection::connecting},
    {"connection", "disconnected", wire::connection::disconnected},
    {"connection", "lost", wire::connection::lost},
    {"snapshot_reason", "subscription", wire::snapshot_reason::subscription},
    {"snapshot_reason", "request", wire::snapshot_reason::request},
    {"snapshot_reason", "recalculation", wire::snapshot_reason::recalculation},
    {"input_type", "number", wire::input_type::number},
    {"input_type", "text", wire::input_type::text},
    {"input_type", "study", wire::input_type::study_reference},
    {"chart_condition", "sent", wire::chart_condition::sent},
    {"chart_condition", "missing", wire::chart_condition::missing},
    {"chart_condition", "empty", wire::chart_condition::empty},
    {"chart_condition", "downloading", wire::chart_condition::downloading},
    {"chart_condition", "other_time_zone", wire::chart_condition::other_time_zone},
    {"chart_condition", "no_tick_size", wire::chart_condition::no_tick_size},
    {"level_style", "solid", wire::level_style::solid},
    {"level_style", "thick", wire::level_style::thick},
    {"level_style", "dotted", wire::level_style::dotted},
    {"level_style", "dashed", wire::level_style::dashed},
    {"level_style", "thin", wire::level_style::thin},
    {"level_flag", "stale", wire::level_flag::stale},
    {"signal_side", "buy", wire::signal_side::buy},
    {"signal_side", "sell", wire::signal_side::sell},
    {"gamma_regime", "unknown", wire::gamma_regime::unknown},
    {"gamma_regime", "positive", wire::gamma_regime::positive},
    {"gamma_regime", "negative", wire::gamma_regime::negative},
    {"clear_scope", "everything", wire::clear_scope::everything},
    {"clear_scope", "levels", wire::clear_scope::levels},
    {"clear_scope", "signals", wire::clear_scope::signals},
    {"clear_scope", "level", wire::clear_scope::level},
};

py::dict constant_groups() {
    py::dict groups;
    for (const Constant& constant : constants) {
        if (!groups.contains(constant.group)) {
            groups[constant.group] = py::dict();
        }
        groups[constant.group][constant.name] = constant.value;
    }
    return groups;
}

py::dict schema() {
    py::dict header;
    header["size"] = sizeof(wire::BatchHeader);
    header["fields"] = fields_of(wire::batch_header_fields);
    py::dict frame;
    frame["size"] = sizeof(wire::FrameHeader);
    frame["fields"] = fields_of(wire::frame_header_fields);
    py::list kinds;
    for (const wire::KindInfo& info : wire::catalog) {
        kinds.append(kind_of(info));
    }
    py::dict result;
    result["protocol_major"] = wire::protocol_major;
    result["batch_bytes_max"] = wire::batch_bytes_max;
    result["batch_header"] = header;
    result["frame_header"] = frame;
    result["kinds"] = kinds;
    result["constants"] = constant_groups();
    return result;
}

}  // namespace

void register_schema(py::module_& module) {
    module.def("schema", &schema, "Tell every layout of the wire.");
}

}  // namespace mia::python
