// CSV tables of numbers.
#include "core/io/number_table.h"
#include "tests/fuzz/fuzz_watch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace modalscope;
    const FuzzWatch watch(size);
    const auto source = ByteSource::ofMemory({reinterpret_cast<const char*>(data), size});
    (void)bool(readNumberTable(*source));
    (void)bool(readNumberTable(*source, {{"a", "b"}, "c", 3, 1}));
    return 0;
}
