// Runs one fuzz target on changed seeds, where libFuzzer is not there (GCC): FUZZ [--seconds S] [--count N]
// [--seed N]. FUZZ --write FOLDER writes the seeds for libFuzzer; FUZZ FILE... runs the target on files.
#include "core/base/atomic_file.h"
#include "tests/fuzz/fuzz_seeds.h"
#include "tests/fuzz/fuzz_watch.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

#include <unistd.h>

namespace modalscope {
namespace {

constexpr std::size_t kLargestInput = 8192;

std::string s_input; // that is read now, kept when the program crashes

void keepInput(int signal)
{
    std::ofstream("fuzz-crash", std::ios::binary).write(s_input.data(), std::streamsize(s_input.size()));
    const char text[] = "the input is in ./fuzz-crash\n";
    (void)!::write(STDERR_FILENO, text, sizeof text - 1);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

class Mutation {
public:
    Mutation(std::vector<std::string> seeds, std::uint64_t seed)
        : m_seeds(std::move(seeds))
        , m_random(seed)
    { }

    std::string next()
    {
        auto bytes = m_seeds[below(m_seeds.size())];
        for (auto changes = 1 + below(6); changes > 0; --changes)
            change(bytes);
        if (bytes.size() > kLargestInput)
            bytes.resize(kLargestInput);
        return bytes;
    }

private:
    std::size_t below(std::size_t end) { return end == 0 ? 0 : m_random() % end; }

    void change(std::string& bytes)
    {
        const auto at = below(bytes.size());
        const auto length = std::min(bytes.size() - at, std::size_t(1) << below(7));
        switch (below(8)) {
        case 0:
            if (!bytes.empty())
                bytes[at] = char(bytes[at] ^ (1 << below(8)));
            break;
        case 1:
            if (!bytes.empty())
                bytes[at] = char(below(256));
            break;
        case 2:
            bytes.erase(at, length);
            break;
        case 3:
            bytes.insert(at, bytes.substr(below(bytes.size()), length));
            break;
        case 4:
            bytes.insert(at, length, char(below(256)));
            break;
        case 5: { // numbers at the edges, little-endian
            constexpr std::uint64_t edges[]{0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000,
                0xffffffff, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff};
            const auto number = edges[below(std::size(edges))];
            const auto width = std::min(bytes.size() - at, std::size_t(1) << below(4));
            std::memcpy(bytes.data() + at, &number, width);
            break;
        }
        case 6: { // the start of this and the end of another
            const auto& other = m_seeds[below(m_seeds.size())];
            bytes = bytes.substr(0, at) + other.substr(below(other.size()));
            break;
        }
        default:
            bytes.resize(at);
        }
    }

    std::vector<std::string> m_seeds;
    std::mt19937_64 m_random;
};

void readOnce(std::string bytes)
{
    s_input = std::move(bytes);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(s_input.data()), s_input.size());
}

int writeSeeds(const std::string& target, const std::filesystem::path& folder)
{
    std::filesystem::create_directories(folder);
    int number = 0;
    for (const auto& seed : fuzzSeeds(target))
        if (!writeFileAtomically(folder / std::to_string(number++), seed, Durability::Process))
            return 1;
    return 0;
}

int fuzz(const std::string& target, double seconds, std::uint64_t count, std::uint64_t seed)
{
    auto seeds = fuzzSeeds(target);
    for (const auto& bytes : seeds)
        readOnce(bytes);
    Mutation mutation(std::move(seeds), seed);
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    for (std::uint64_t i = 0; i < count && std::chrono::steady_clock::now() < end; ++i)
        readOnce(mutation.next());
    return 0;
}

} // namespace
} // namespace modalscope

int main(int count, char** arguments)
{
    using namespace modalscope;
    const auto target = std::filesystem::path(arguments[0]).filename().string().substr(sizeof "fuzz_" - 1);
    double seconds = 3;
    std::uint64_t executions = UINT64_MAX, seed = 1;
    for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL})
        std::signal(signal, keepInput);
    for (int i = 1; i < count; ++i) {
        const std::string option = arguments[i], value = i + 1 < count ? arguments[i + 1] : "";
        if (option == "--write")
            return writeSeeds(target, value);
        if (!option.starts_with("--")) {
            readOnce(readFile(option).value());
            continue;
        }
        if (option == "--seconds")
            seconds = std::atof(value.c_str());
        else if (option == "--seed")
            seed = std::strtoull(value.c_str(), nullptr, 10);
        else
            executions = std::strtoull(value.c_str(), nullptr, 10);
        ++i;
    }
    const bool hasFiles = count > 1 && arguments[1][0] != '-';
    return hasFiles ? 0 : fuzz(target, seconds, executions, seed);
}
