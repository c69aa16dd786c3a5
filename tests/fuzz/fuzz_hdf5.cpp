// Weights in HDF5. The library itself is in C and not ours: its own memory is not counted.
#include "tests/fuzz/fuzz_weights.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const modalscope::FuzzWatch watch(size);
    modalscope::readFuzzedWeights({reinterpret_cast<const char*>(data), size});
    return 0;
}
