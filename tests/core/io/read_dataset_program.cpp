#include "core/io/dataset_hdf5.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <thread>

/// Answers like `modalscope-cli info FILE --json`: 0 = read, 2 = refused. The names "crash" and "sleep"
/// misbehave.
int main(int count, char** words)
{
    if (count != 4 || std::strcmp(words[1], "info") != 0 || std::strcmp(words[3], "--json") != 0)
        return 1;
    if (std::strstr(words[2], "crash") != nullptr)
        std::raise(SIGSEGV);
    if (std::strstr(words[2], "sleep") != nullptr)
        std::this_thread::sleep_for(std::chrono::seconds(30));
    if (std::strstr(words[2], "greedy") != nullptr)
        std::memset(new char[std::size_t(1) << 40], 1, std::size_t(1) << 40); // throws: ends the program
    const auto read = modalscope::readDataset(words[2]);
    if (!read)
        std::fprintf(stderr, "warning: something else\nerror: %s\n", read.error().message.c_str());
    return read ? 0 : 2;
}
