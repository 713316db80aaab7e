#include "acsil/local_file.hpp"

#include "tests/temp_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>

namespace mia::acsil {
namespace {

TEST(LocalFile, is_open_with_what_it_looks_like_and_can_be_read) {
    const test::TempFolder folder;
    folder.write("levels.csv", "first");
    const LocalFile file(folder.file("levels.csv").c_str());
    ASSERT_EQ(file.what(), LocalFile::What::open);
    EXPECT_EQ(file.stamp().size, 5);
    EXPECT_NE(file.stamp().changed, 0);
    std::array<char, 8> text{};
    EXPECT_EQ(file.read(text), 5);
    EXPECT_STREQ(text.data(), "first");
}

TEST(LocalFile, that_is_no_plain_one_is_not_opened) {
    const test::TempFolder folder;
    ASSERT_EQ(mkfifo(folder.file("pipe").c_str(), 0600), 0);
    EXPECT_EQ(LocalFile(folder.file("pipe").c_str()).what(), LocalFile::What::not_plain);
    EXPECT_EQ(LocalFile(folder.file("").c_str()).what(), LocalFile::What::not_plain);
    EXPECT_EQ(LocalFile(folder.file("none").c_str()).what(), LocalFile::What::missing);
}

TEST(LocalFile, that_is_there_and_cannot_be_opened_is_not_called_missing) {
    const test::TempFolder folder;
    const std::string loop = folder.file("loop");
    ASSERT_EQ(symlink(loop.c_str(), loop.c_str()), 0);
    EXPECT_EQ(LocalFile(loop.c_str()).what(), LocalFile::What::unreadable);
    const std::string long_name = folder.file(std::string(300, 'x'));
    EXPECT_EQ(LocalFile(long_name.c_str()).what(), LocalFile::What::unreadable);
}

TEST(LocalFile, that_may_not_be_read_is_denied) {
    if (geteuid() == 0) {
        GTEST_SKIP() << "nothing is denied to root";
    }
    const test::TempFolder folder;
    folder.write("levels.csv", "first");
    ASSERT_EQ(chmod(folder.file("levels.csv").c_str(), 0), 0);
    EXPECT_EQ(LocalFile(folder.file("levels.csv").c_str()).what(), LocalFile::What::denied);
}

TEST(DriveOf, a_full_path_of_windows_is_its_letter) {
    EXPECT_EQ(drive_of("C:\\Sierra Chart\\levels.csv"), 'C');
    EXPECT_EQ(drive_of("z:/levels.csv"), 'z');
    EXPECT_EQ(drive_of("\\\\?\\D:\\levels.csv"), 'D');
}

TEST(DriveOf, what_is_on_none_has_none) {
    for (const char* path :
         {"\\\\server\\share\\levels.csv", "//server/share/levels.csv",
          "\\\\?\\UNC\\server\\share\\levels.csv", "\\\\.\\pipe\\levels", "\\\\.\\NUL",
          "\\\\.\\C:\\levels.csv", "C:levels.csv", "C:", "levels.csv", ""}) {
        EXPECT_EQ(drive_of(path), '\0') << path;
    }
}

}  // namespace
}  // namespace mia::acsil
