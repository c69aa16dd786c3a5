// safetensors, PyTorch's archives, its old files, NPZ and NPY: which of them, the first bytes tell.
#include "tests/fuzz/fuzz_weights.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const modalscope::FuzzWatch watch(size);
    modalscope::readFuzzedWeights({reinterpret_cast<const char*>(data), size});
    return 0;
}
