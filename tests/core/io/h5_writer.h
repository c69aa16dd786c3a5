#pragma once

#include <hdf5.h>

#include <string>
#include <vector>

namespace modalscope {

/// Writes HDF5 files as other programs do, wrong ones included: the counterpart of what the reader must cope
/// with.
class H5Writer {
public:
    explicit H5Writer(const std::string& path)
        : m_file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT))
    { }
    ~H5Writer() { H5Fclose(m_file); }
    H5Writer(const H5Writer&) = delete;
    H5Writer& operator=(const H5Writer&) = delete;

    hid_t file() const { return m_file; }

    void group(const std::string& path)
    {
        H5Gclose(H5Gcreate2(m_file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    }
    void remove(const std::string& path) { H5Ldelete(m_file, path.c_str(), H5P_DEFAULT); }

    static hid_t textType(std::size_t fixedSize, H5T_str_t padding = H5T_STR_NULLPAD)
    {
        const hid_t type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, fixedSize == 0 ? H5T_VARIABLE : fixedSize);
        if (fixedSize > 0)
            H5Tset_strpad(type, padding);
        else
            H5Tset_cset(type, H5T_CSET_UTF8);
        return type;
    }

    /// `fixedSize` 0: variable length; an empty `shape`: a single text.
    void texts(const std::string& object, const std::string& attribute,
        const std::vector<std::string>& values, std::vector<hsize_t> shape, std::size_t fixedSize = 0,
        H5T_str_t padding = H5T_STR_NULLPAD)
    {
        const hid_t type = textType(fixedSize, padding);
        const hid_t space = makeSpace(shape);
        const hid_t owner = H5Oopen(m_file, object.c_str(), H5P_DEFAULT);
        if (H5Aexists(owner, attribute.c_str()) > 0)
            H5Adelete(owner, attribute.c_str());
        const hid_t id = H5Acreate2(owner, attribute.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
        writeTexts(values, fixedSize, padding, [&](const void* data) { H5Awrite(id, type, data); });
        H5Aclose(id);
        H5Oclose(owner);
        H5Sclose(space);
        H5Tclose(type);
    }
    void text(const std::string& attribute, const std::string& value) { texts("/", attribute, {value}, {}); }
    void list(const std::string& attribute, const std::vector<std::string>& values)
    {
        texts("/", attribute, values, {values.size()});
    }

    void textColumn(
        const std::string& path, const std::vector<std::string>& values, std::size_t fixedSize = 0)
    {
        const hid_t type = textType(fixedSize);
        const hid_t space = makeSpace({values.size()});
        const hid_t id = H5Dcreate2(m_file, path.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
        writeTexts(values, fixedSize, H5T_STR_NULLPAD,
            [&](const void* data) { H5Dwrite(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data); });
        H5Dclose(id);
        H5Sclose(space);
        H5Tclose(type);
    }

    template <class T>
    void number(const std::string& object, const std::string& attribute, T value)
    {
        const hid_t space = H5Screate(H5S_SCALAR);
        const hid_t owner = H5Oopen(m_file, object.c_str(), H5P_DEFAULT);
        const hid_t id = H5Acreate2(owner, attribute.c_str(), native<T>(), space, H5P_DEFAULT, H5P_DEFAULT);
        H5Awrite(id, native<T>(), &value);
        H5Aclose(id);
        H5Oclose(owner);
        H5Sclose(space);
    }

    /// Replaces what is there. `stored` 0: the type of the values; `chunk` empty: contiguous; `pack`:
    /// compressed.
    template <class T>
    void data(const std::string& path, const std::vector<hsize_t>& shape, const std::vector<T>& values,
        hid_t stored = 0, const std::vector<hsize_t>& chunk = {}, bool pack = false)
    {
        const hid_t id = create(path, shape, stored == 0 ? native<T>() : stored, chunk, pack);
        H5Dwrite(id, native<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
        H5Dclose(id);
    }

    /// A dataset that nobody ever writes to.
    void claim(const std::string& path, const std::vector<hsize_t>& shape, hid_t stored,
        const std::vector<hsize_t>& chunk = {})
    {
        H5Dclose(create(path, shape, stored, chunk, false));
    }

    hid_t create(const std::string& path, const std::vector<hsize_t>& shape, hid_t stored,
        const std::vector<hsize_t>& chunk, bool pack)
    {
        if (H5Lexists(m_file, path.c_str(), H5P_DEFAULT) > 0)
            remove(path);
        const hid_t space = makeSpace(shape);
        const hid_t how = H5Pcreate(H5P_DATASET_CREATE);
        if (!chunk.empty())
            H5Pset_chunk(how, int(chunk.size()), chunk.data());
        if (pack)
            H5Pset_deflate(how, 6);
        const hid_t id = H5Dcreate2(m_file, path.c_str(), stored, space, H5P_DEFAULT, how, H5P_DEFAULT);
        H5Pclose(how);
        H5Sclose(space);
        return id;
    }

    template <class T>
    static hid_t native();

private:
    static hid_t makeSpace(const std::vector<hsize_t>& shape)
    {
        return shape.empty() ? H5Screate(H5S_SCALAR)
                             : H5Screate_simple(int(shape.size()), shape.data(), nullptr);
    }

    template <class Write>
    static void writeTexts(
        const std::vector<std::string>& values, std::size_t fixedSize, H5T_str_t padding, Write write)
    {
        if (fixedSize == 0) {
            std::vector<const char*> pointers;
            for (const auto& value : values)
                pointers.push_back(value.c_str());
            return write(pointers.data());
        }
        std::string bytes;
        for (auto value : values) {
            value.resize(fixedSize, padding == H5T_STR_SPACEPAD ? ' ' : '\0');
            bytes += value;
        }
        write(bytes.data());
    }

    hid_t m_file;
};

template <>
inline hid_t H5Writer::native<float>()
{
    return H5T_NATIVE_FLOAT;
}
template <>
inline hid_t H5Writer::native<double>()
{
    return H5T_NATIVE_DOUBLE;
}
template <>
inline hid_t H5Writer::native<int>()
{
    return H5T_NATIVE_INT;
}
template <>
inline hid_t H5Writer::native<unsigned char>()
{
    return H5T_NATIVE_UCHAR;
}
template <>
inline hid_t H5Writer::native<long long>()
{
    return H5T_NATIVE_LLONG;
}

/// A small correct classification dataset: modalities a [N, 2] and b [N, 3], three classes; train 6, test 3
/// samples.
inline void writeSmallFile(H5Writer& h5)
{
    h5.text("name", "small");
    h5.text("task", "classification");
    h5.list("modalities", {"a", "b"});
    h5.list("class_names", {"x", "y", "z"});
    float next = 0;
    for (const auto& [split, size] : {std::pair<std::string, hsize_t>{"/train", 6}, {"/test", 3}}) {
        h5.group(split);
        std::vector<float> a, b;
        std::vector<int> labels;
        for (hsize_t i = 0; i < size; ++i) {
            for (int k = 0; k < 2; ++k)
                a.push_back(next++);
            for (int k = 0; k < 3; ++k)
                b.push_back(next++);
            labels.push_back(int(i % 3));
        }
        h5.data(split + "/a", {size, 2}, a);
        h5.data(split + "/b", {size, 3}, b);
        h5.data(split + "/labels", {size}, labels);
    }
}

} // namespace modalscope
