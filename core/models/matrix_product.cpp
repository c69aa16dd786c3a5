#include "core/models/matrix_product.h"

#if MODALSCOPE_HAS_CBLAS
#include <cblas.h>
#else
#include "core/base/libtorch.h"
#endif

namespace modalscope {
namespace {

#if MODALSCOPE_HAS_CBLAS

constexpr auto gemm(float)
{
    return cblas_sgemm;
}

constexpr auto gemm(double)
{
    return cblas_dgemm;
}

template <class T>
void multiply(Factor<T> a, Factor<T> b, std::int64_t inner, ProductPlace<T> out, bool adds)
{
    if (out.rows == 0 || out.columns == 0)
        return;
    const auto side = [](bool transposed) { return transposed ? CblasTrans : CblasNoTrans; };
    gemm(T())(CblasRowMajor, side(a.transposed), side(b.transposed), int(out.rows), int(out.columns),
        int(inner), T(1), a.values, int(a.stride), b.values, int(b.stride), adds ? T(1) : T(0), out.values,
        int(out.stride));
}

#else

template <class T>
at::Tensor viewOf(const T* values, std::int64_t rows, std::int64_t columns, std::int64_t stride)
{
    return at::from_blob(const_cast<T*>(values), {rows, columns}, {stride, 1},
        at::TensorOptions(c10::CppTypeToScalarType<T>::value));
}

template <class T>
at::Tensor matrixOf(const Factor<T>& factor, std::int64_t rows, std::int64_t columns)
{
    return factor.transposed ? viewOf(factor.values, columns, rows, factor.stride).t()
                             : viewOf(factor.values, rows, columns, factor.stride);
}

template <class T>
void multiply(Factor<T> a, Factor<T> b, std::int64_t inner, ProductPlace<T> out, bool adds)
{
    viewOf(out.values, out.rows, out.columns, out.stride)
        .addmm_(matrixOf(a, out.rows, inner), matrixOf(b, inner, out.columns), adds ? 1 : 0);
}

#endif

} // namespace

void matrixProduct(Factor<float> a, Factor<float> b, std::int64_t inner, ProductPlace<float> out, bool adds)
{
    multiply(a, b, inner, out, adds);
}

void matrixProduct(
    Factor<double> a, Factor<double> b, std::int64_t inner, ProductPlace<double> out, bool adds)
{
    multiply(a, b, inner, out, adds);
}

} // namespace modalscope
