#include "core/io/read_tensor.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace modalscope {
namespace {

constexpr std::uint64_t kPieceBytes = std::uint64_t(1) << 20; // read at once
constexpr std::uint64_t kLeastRepeated = std::uint64_t(1) << 20; // elements that a small file may repeat

/// Hands the elements out one after another from pieces that are read when they are needed.
class ElementReader {
public:
    ElementReader(const TensorPlace& place, const TensorEntry& tensor)
        : m_place(place)
        , m_tensor(tensor)
        , m_size(std::uint64_t(elementBytes(tensor.type)))
        , m_begin(place.tree.storages[tensor.storage].offset + tensor.start)
    {
        std::uint64_t last = 0;
        for (std::size_t i = 0; i < tensor.shape.size(); ++i)
            last += std::uint64_t(tensor.shape[i] - 1) * std::uint64_t(tensor.strides[i]);
        m_span = (last + 1) * m_size;
        // Rows that lie side by side are read together, elements that are far apart one by one.
        const auto dense = 4 * byteCount(tensor) + 65536;
        m_piece = m_span <= dense && !isRowMajor() ? m_span : m_span <= dense ? kPieceBytes : m_size;
    }

    /// `element`: counted from the tensor's first along its storage.
    Result<double> at(std::uint64_t element)
    {
        const auto byte = element * m_size;
        if (byte < m_bufferBegin || byte + m_size > m_bufferBegin + m_buffer.size()) {
            m_buffer.resize(std::size_t(std::min(std::max(m_piece, m_size), m_span - byte)));
            m_bufferBegin = byte;
            if (m_piece == m_span) { // the whole, which then stays
                m_bufferBegin = 0;
                m_buffer.resize(std::size_t(m_span));
            }
            if (auto read = m_place.source.read(m_begin + m_bufferBegin, m_buffer); !read)
                return read.error();
        }
        const auto* bytes = m_buffer.data() + (byte - m_bufferBegin);
        if (!m_place.isBigEndian)
            return elementValue(m_tensor.type, bytes);
        std::array<std::byte, 16> swapped{};
        std::reverse_copy(bytes, bytes + m_size, swapped.begin());
        return elementValue(m_tensor.type, swapped.data());
    }

private:
    /// Whether elements come in the order of their bytes.
    bool isRowMajor() const
    {
        for (std::size_t i = 1; i < m_tensor.strides.size(); ++i)
            if (m_tensor.strides[i] > m_tensor.strides[i - 1])
                return false;
        return true;
    }

    const TensorPlace& m_place;
    const TensorEntry& m_tensor;
    std::uint64_t m_size, m_begin, m_span = 0, m_piece = 0;
    std::vector<std::byte> m_buffer;
    std::uint64_t m_bufferBegin = 0;
};

template <class T>
Result<std::vector<T>> readValues(const TensorPlace& place, const TensorEntry& tensor)
{
    const auto refuse = [](const char* what) { return Error{ErrorKind::Format, what}; };
    if (isComplex(tensor.type))
        return refuse("is complex, which is not read as numbers");
    if (tensor.isQuantisedByChannel)
        return refuse("is quantised by channel, which is not read as numbers");
    const auto count = std::uint64_t(elementCountOf(tensor));
    if (count > std::max(kLeastRepeated, place.source.size()))
        return refuse("repeats few bytes to more values than the file has bytes");
    std::vector<T> values;
    values.resize(std::size_t(count));
    if (count == 0)
        return values;
    ElementReader elements(place, tensor);
    std::vector<std::int64_t> index(tensor.shape.size(), 0);
    std::uint64_t element = 0;
    for (auto& value : values) {
        const auto stored = elements.at(element);
        if (!stored)
            return stored.error();
        value = isQuantised(tensor.type) ? T(tensor.scale * (stored.value() - double(tensor.zeroPoint)))
                                         : T(stored.value());
        for (std::size_t axis = index.size(); axis-- > 0;) {
            element += std::uint64_t(tensor.strides[axis]);
            if (++index[axis] < tensor.shape[axis])
                break;
            element -= std::uint64_t(tensor.strides[axis]) * std::uint64_t(tensor.shape[axis]);
            index[axis] = 0;
        }
    }
    return values;
}

} // namespace

Result<std::vector<float>> readFloats(const TensorPlace& place, const TensorEntry& tensor)
{
    return readValues<float>(place, tensor);
}

Result<std::vector<double>> readDoubles(const TensorPlace& place, const TensorEntry& tensor)
{
    return readValues<double>(place, tensor);
}

} // namespace modalscope
