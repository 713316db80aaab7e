// What went wrong, said once to the user's log and kept for the status.
#pragma once

#include "acsil/feed_state.hpp"

#include "sierrachart.h"

namespace mia::acsil {

// Keeps the text as the newest error, and logs it when it is another one than before.
void report(SCStudyInterfaceRef sc, FeedState& state, const char* text);

// An exception ended a call. What it left half done is told anew; its text is logged the first time only.
void note_exception(SCStudyInterfaceRef sc, FeedState& state, const char* what);

// What a person should know: the newest error, else what is missing or sent in part only; empty when all is well.
void describe_trouble(const FeedState& state, std::span<char> text) noexcept;

}  // namespace mia::acsil
