#pragma once

#include "core/config/choice.h"
#include "core/config/describe.h"

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace modalscope {

/// Visitor that writes described fields one after the other, without names: for caches that are thrown away
/// when the fields change. Files for people and for other programs are JSON (`json_options.h`).
class BinaryWriter {
public:
    explicit BinaryWriter(std::string& out)
        : m_out(out)
    { }

    template <class T>
    void operator()(const Field&, const T& value)
    {
        write(value);
    }

    template <class T>
    void write(const T& value)
    {
        if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>)
            m_out.append(reinterpret_cast<const char*>(&value), sizeof(T));
        else
            describe(value, *this);
    }
    void write(const std::string& text)
    {
        write(std::uint32_t(text.size()));
        m_out += text;
    }
    template <class T>
    void write(const std::vector<T>& values)
    {
        write(std::uint32_t(values.size()));
        for (const auto& value : values)
            write(value);
    }
    template <class T>
    void write(const std::map<std::string, T>& values)
    {
        write(std::uint32_t(values.size()));
        for (const auto& [name, value] : values) {
            write(name);
            write(value);
        }
    }

    /// Bytes that readBytes() gives back as they are.
    void writeBytes(std::string_view bytes)
    {
        write(std::uint32_t(bytes.size()));
        m_out += bytes;
    }

private:
    std::string& m_out;
};

/// Reads what BinaryWriter wrote. What does not fit leaves `isGood` false, and the values are worth nothing.
class BinaryReader {
public:
    explicit BinaryReader(std::string_view in)
        : m_in(in)
    { }

    bool isGood() const { return m_isGood; }
    bool isAtEnd() const { return m_in.empty(); }

    template <class T>
    void operator()(const Field&, T& value)
    {
        read(value);
    }

    template <class T>
    void read(T& value)
    {
        if constexpr (std::is_same_v<T, bool>) {
            char byte = 0;
            read(byte);
            value = byte != 0;
        } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
            if (const auto bytes = take(sizeof(T)); m_isGood)
                std::memcpy(&value, bytes.data(), sizeof(T));
            if constexpr (ChoiceEnum<T>)
                m_isGood = m_isGood && isKnown(value);
        } else {
            describe(value, *this);
        }
    }
    void read(std::string& text) { text = take(count()); }
    std::string_view readBytes() { return take(count()); } ///< a part of what is read from
    template <class T>
    void read(std::vector<T>& values)
    {
        values.clear();
        for (auto left = count(); left > 0 && m_isGood; --left)
            read(values.emplace_back());
    }
    template <class T>
    void read(std::map<std::string, T>& values)
    {
        values.clear();
        for (auto left = count(); left > 0 && m_isGood; --left) {
            std::string name;
            read(name);
            read(values[name]);
        }
    }

private:
    template <class T>
    static bool isKnown(T value)
    {
        for (const auto& choice : choices(value))
            if (choice.value == value)
                return true;
        return false;
    }
    std::uint32_t count()
    {
        std::uint32_t number = 0;
        read(number);
        return m_isGood ? number : 0;
    }
    std::string_view take(std::size_t size)
    {
        m_isGood = m_isGood && size <= m_in.size();
        if (!m_isGood)
            return {};
        const auto bytes = m_in.substr(0, size);
        m_in.remove_prefix(size);
        return bytes;
    }

    std::string_view m_in;
    bool m_isGood = true;
};

} // namespace modalscope
