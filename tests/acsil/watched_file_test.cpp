#include "acsil/watched_file.hpp"

#include "tests/temp_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

namespace mia::acsil {
namespace {

class WatchedFile : public testing::Test {
protected:
    void write(const std::string& text) const { std::ofstream(path) << text; }
    FileLook look() { return look_at_file(path.c_str(), stamp, buffer, size); }
    std::string content() const { return {buffer.data(), size}; }

    test::TempFolder folder;
    std::string path = folder.file("caf\xC3\xA9 levels.csv");
    FileStamp stamp{};
    std::array<char, 64> buffer{};
    std::size_t size = 0;
};

TEST_F(WatchedFile, is_read_once_and_again_when_it_changed) {
    write("first");
    EXPECT_EQ(look(), FileLook::read);
    EXPECT_EQ(content(), "first");
    EXPECT_EQ(look(), FileLook::unchanged);
    write("another");
    EXPECT_EQ(look(), FileLook::read);
    EXPECT_EQ(content(), "another");
}

TEST_F(WatchedFile, of_the_same_size_is_told_by_its_time) {
    write("first");
    EXPECT_EQ(look(), FileLook::read);
    write("other");
    std::filesystem::last_write_time(
        path, std::filesystem::last_write_time(path) + std::chrono::seconds(1)
    );
    EXPECT_EQ(look(), FileLook::read);
    EXPECT_EQ(content(), "other");
}

TEST_F(WatchedFile, that_fits_exactly_is_read_and_one_byte_more_is_too_large) {
    write(std::string(buffer.size(), 'x'));
    EXPECT_EQ(look(), FileLook::read);
    EXPECT_EQ(size, buffer.size());
    write(std::string(buffer.size() + 1, 'x'));
    EXPECT_EQ(look(), FileLook::too_large);
    EXPECT_EQ(look(), FileLook::unchanged);
}

TEST_F(WatchedFile, that_went_and_came_back_is_read_again) {
    EXPECT_EQ(look(), FileLook::missing);
    write("");
    EXPECT_EQ(look(), FileLook::read);
    EXPECT_EQ(size, 0U);
    std::filesystem::remove(path);
    EXPECT_EQ(look(), FileLook::missing);
    write("");
    EXPECT_EQ(look(), FileLook::read);
}

TEST_F(WatchedFile, that_cannot_be_opened_is_not_called_missing) {
    std::filesystem::create_symlink(path, path);
    EXPECT_EQ(look(), FileLook::unreadable);
}

TEST_F(WatchedFile, that_is_none_is_not_waited_for) {
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(look(), FileLook::not_plain) << "nobody writes into the pipe";
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    EXPECT_EQ(look(), FileLook::not_plain);
}

TEST(LookPace, slows_down_to_a_minute_and_is_itself_again_after_a_quick_look) {
    constexpr std::int64_t second = LookPace::normal_ns;
    LookPace pace{};
    pace.note(LookPace::patience_ns);
    EXPECT_EQ(pace.every_ns, second);
    EXPECT_FALSE(pace.is_slow());
    for (const int seconds : {2, 4, 8, 16, 32, 60, 60}) {
        pace.note(LookPace::patience_ns + 1);
        EXPECT_EQ(pace.every_ns, seconds * second);
        EXPECT_TRUE(pace.is_slow());
    }
    pace.note(1000);
    EXPECT_EQ(pace.every_ns, second);
    EXPECT_FALSE(pace.is_slow());
}

TEST(FileLook, has_words_for_what_is_wrong) {
    EXPECT_STREQ(look_text(FileLook::read), "");
    EXPECT_STREQ(look_text(FileLook::missing), "there is no such file");
    EXPECT_STREQ(look_text(FileLook::denied), "Windows does not let Sierra Chart read it");
    EXPECT_STREQ(look_text(FileLook::in_use), "another program keeps it open for itself alone");
}

}  // namespace
}  // namespace mia::acsil
