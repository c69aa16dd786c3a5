#include "tests/fuzz/fuzz_watch.h"

#include <cstdio>
#include <cstdlib>
#include <new>

#include <malloc.h>
#include <time.h>

namespace modalscope {
namespace {

// Of this thread: HDF5 and the fuzzer's own threads are not what is looked at.
thread_local std::int64_t t_held = 0, t_peak = 0;

std::uint64_t s_executions = 0, s_worstMemory = 0, s_worstInput = 0;
double s_worstTime = 0;

double cpuSeconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now); // another program's work is no hang of the reader
    return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

void printSummary()
{
    std::fprintf(stderr, "%s\n", fuzzSummary().c_str());
}

void* take(std::size_t size)
{
    void* memory = std::malloc(size == 0 ? 1 : size);
    if (memory != nullptr) {
        t_held += std::int64_t(::malloc_usable_size(memory));
        t_peak = t_held > t_peak ? t_held : t_peak;
    }
    return memory;
}

void give(void* memory)
{
    if (memory != nullptr)
        t_held -= std::int64_t(::malloc_usable_size(memory));
    std::free(memory);
}

} // namespace

FuzzWatch::FuzzWatch(std::size_t size)
    : m_size(size)
{
    [[maybe_unused]] static const int registered = std::atexit(printSummary);
    t_held = t_peak = 0;
    m_begin = cpuSeconds();
}

FuzzWatch::~FuzzWatch()
{
    const double seconds = cpuSeconds() - m_begin;
    const auto peak = std::uint64_t(t_peak);
    ++s_executions;
    s_worstTime = seconds > s_worstTime ? seconds : s_worstTime;
    if (peak > s_worstMemory) {
        s_worstMemory = peak;
        s_worstInput = m_size;
    }
    if (peak > 4 * m_size + kMemoryFloor || seconds > kLongestRead) {
        std::fprintf(stderr, "fuzz: %zu bytes took %.3f s and held %llu bytes\n", m_size, seconds,
            static_cast<unsigned long long>(peak));
        std::abort();
    }
}

std::string fuzzSummary()
{
    return std::to_string(s_executions) + " executions, worst time " + std::to_string(s_worstTime)
        + " s, most memory " + std::to_string(s_worstMemory) + " bytes (of an input of "
        + std::to_string(s_worstInput) + ")";
}

} // namespace modalscope

void* operator new(std::size_t size)
{
    if (void* memory = modalscope::take(size))
        return memory;
    throw std::bad_alloc();
}
void* operator new[](std::size_t size)
{
    return operator new(size);
}
void operator delete(void* memory) noexcept
{
    modalscope::give(memory);
}
void operator delete[](void* memory) noexcept
{
    modalscope::give(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    modalscope::give(memory);
}
void operator delete[](void* memory, std::size_t) noexcept
{
    modalscope::give(memory);
}
