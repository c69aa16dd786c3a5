// What follows the magic number and the version of PyTorch's old files.
#include "tests/fuzz/fuzz_weights.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace std::string_literals;
    const modalscope::FuzzWatch watch(size);
    auto bytes = "\x80\2\x8a\nl\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."s + "\x80\2M\xe9\3."s;
    bytes.append(reinterpret_cast<const char*>(data), size);
    modalscope::readFuzzedWeights(std::move(bytes));
    return 0;
}
