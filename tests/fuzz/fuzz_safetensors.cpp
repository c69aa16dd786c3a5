// The bytes are a header; its length and room behind it are put around, so that mutations reach what is
// checked.
#include "tests/fuzz/fuzz_weights.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const modalscope::FuzzWatch watch(size);
    std::string bytes;
    for (int i = 0; i < 8; ++i)
        bytes += char(std::uint64_t(size) >> (8 * i) & 0xff);
    bytes.append(reinterpret_cast<const char*>(data), size);
    bytes += std::string(48, '\1');
    modalscope::readFuzzedWeights(std::move(bytes));
    return 0;
}
