// SPDX-License-Identifier: Apache-2.0
#include "io/direct.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "io/file.h"

namespace verbatim::io {
namespace {

constexpr size_t kPiece = size_t{1} << 20;

class Direct : public testing::Test {
  protected:
    Direct() : path_(testing::TempDir() + "direct-" + std::to_string(::getpid())) {}
    ~Direct() override { std::filesystem::remove(path_); }

    static std::string content(size_t size) {
        std::string bytes(size, '\0');
        uint64_t state = size;
        for (char& byte : bytes) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            byte = static_cast<char>(state >> 56);
        }
        return bytes;
    }

    static std::string copy_through(int source, int target, uint64_t size_bytes) {
        DirectBuffer buffer(kPiece);
        std::string seen;
        while (true) {
            const auto count = read_direct_at(source, seen.size(), buffer.span(), size_bytes, "source");
            if (!count || *count == 0) {
                return seen;
            }
            seen += as_text(buffer.bytes(*count));
            EXPECT_TRUE(write_direct(target, buffer.bytes(*count), "target"));
        }
    }

    std::string path_;
};

// Sizes around the alignment, the piece and the limit; the filesystem may or may not do it: the bytes are the same.
TEST_F(Direct, CopiesAreWholeWhateverTheSize) {
    for (const size_t size : {size_t{0}, size_t{1}, kDirectAlignment, kPiece - 1, size_t{kDirectBytesMin} - 1,
                              size_t{kDirectBytesMin}, size_t{kDirectBytesMin} + 1, size_t{kDirectBytesMin} + kPiece,
                              size_t{kDirectBytesMin} + kDirectAlignment + 7}) {
        const std::string bytes = content(size);
        const std::string copy = path_ + ".copy";
        std::ofstream(path_, std::ios::binary) << bytes;
        const Descriptor source(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
        const Descriptor target(::open(copy.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        begin_direct_read(source.get(), size);
        begin_direct_write(target.get(), size);
        EXPECT_EQ(copy_through(source.get(), target.get(), size), bytes) << size;
        EXPECT_EQ(*read_file(copy, size + 1), bytes) << size;
        std::filesystem::remove(copy);
    }
}

// A file that grew or shrank since it was measured: what is there is read, nothing is made up.
TEST_F(Direct, ReadsWhatIsThereIfTheSizeIsWrong) {
    const std::string bytes = content(kDirectBytesMin + 12345);
    std::ofstream(path_, std::ios::binary) << bytes;
    for (const uint64_t stated : {bytes.size() - 20000, bytes.size() + 20000}) {
        const Descriptor source(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
        const Descriptor target(::open("/dev/null", O_WRONLY | O_CLOEXEC));
        begin_direct_read(source.get(), stated);
        EXPECT_EQ(copy_through(source.get(), target.get(), stated), bytes) << stated;
    }
}

TEST_F(Direct, FallsBackWhereMemoryIsTheFile) {
    const Descriptor file(::memfd_create("direct", MFD_CLOEXEC));
    const std::string bytes = content(kDirectBytesMin + 99);
    begin_direct_write(file.get(), bytes.size());
    ASSERT_TRUE(write_direct(file.get(), as_bytes(bytes), "memory"));
    begin_direct_read(file.get(), bytes.size());
    const Descriptor target(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    EXPECT_EQ(copy_through(file.get(), target.get(), bytes.size()), bytes);
}

TEST_F(Direct, SmallFilesStayAsTheyAre) {
    std::ofstream(path_, std::ios::binary) << content(kDirectBytesMin - 1);
    const Descriptor source(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    EXPECT_FALSE(begin_direct_read(source.get(), kDirectBytesMin - 1));
    EXPECT_FALSE(is_direct(source.get()));
}

}  // namespace
}  // namespace verbatim::io
