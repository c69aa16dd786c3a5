#include "core/optim/device.h"

#include "core/base/require.h"

#include <ATen/Parallel.h>

namespace modalscope {

Result<torch::Device> resolveDevice(DeviceChoice choice)
{
    const bool hasCuda = torch::cuda::is_available();
    if (choice == DeviceChoice::Cuda && !hasCuda)
        return Error{
            ErrorKind::InvalidInput, "train.device is cuda but this LibTorch has no CUDA; use cpu or auto"};
    return torch::Device(hasCuda && choice != DeviceChoice::Cpu ? torch::kCUDA : torch::kCPU);
}

torch::ScalarType scalarType(Precision precision)
{
    return precision == Precision::Float64 ? torch::kFloat64 : torch::kFloat32;
}

void useThreads(int threads)
{
    require(threads >= 1, "a run has at least one thread");
    at::get_num_threads(); // the first use on a thread takes over what another thread has set last; let that
                           // be past
    at::set_num_threads(threads);
}

} // namespace modalscope
