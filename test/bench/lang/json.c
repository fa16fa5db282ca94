// Parses and prints JSON: a tree of tagged values, members in order of arrival, keys sorted on the
// way out, text checked to be UTF-8; a malformed document ends the program.
#include "plain.h"

typedef enum { NONE, BOOL, INT, STRING, ARRAY, OBJECT } Kind;

typedef struct Value Value;
typedef struct Member Member;

struct Value {
  Kind kind;
  uint32_t count, room;
  union {
    bool truth;
    int64_t number;
    char *text;
    Value *items;
    Member *members;
  };
};

struct Member { char *key; uint32_t length; Value value; };

typedef struct { const uint8_t *bytes; size_t at, end, depth; } Parser;

static void fail(const Parser *parser) {
  fprintf(stderr, "malformed at %zu\n", parser->at);
  exit(1);
}

static inline uint8_t peek(const Parser *parser) {
  return parser->at < parser->end ? parser->bytes[parser->at] : 0;
}

static inline void skip_blanks(Parser *parser) {
  for (uint8_t b = peek(parser); b == ' ' || b == '\n' || b == '\r' || b == '\t';) {
    parser->at++;
    b = peek(parser);
  }
}

static void expect(Parser *parser, uint8_t byte) {
  if (peek(parser) != byte) fail(parser);
  parser->at++;
}

static int hex4(Parser *parser) {
  int value = 0;
  for (int i = 0; i < 4; i++) {
    uint8_t b = peek(parser);
    int letter = b | 32;
    int digit = b >= '0' && b <= '9' ? b - '0' : letter >= 'a' && letter <= 'f' ? letter - 87 : -1;
    if (digit < 0) fail(parser);
    value = value * 16 + digit;
    parser->at++;
  }
  return value;
}

static void put_code_point(Text *out, int code) {
  if (code < 0x80) put_char(out, (char)code);
  else if (code < 0x800) {
    put_char(out, (char)(0xc0 | code >> 6));
    put_char(out, (char)(0x80 | (code & 63)));
  } else if (code < 0x10000) {
    put_char(out, (char)(0xe0 | code >> 12));
    put_char(out, (char)(0x80 | (code >> 6 & 63)));
    put_char(out, (char)(0x80 | (code & 63)));
  } else {
    put_char(out, (char)(0xf0 | code >> 18));
    put_char(out, (char)(0x80 | (code >> 12 & 63)));
    put_char(out, (char)(0x80 | (code >> 6 & 63)));
    put_char(out, (char)(0x80 | (code & 63)));
  }
}

static void unicode_escape(Parser *parser, Text *out) {
  int code = hex4(parser);
  if (code >= 0xd800 && code <= 0xdbff) {
    expect(parser, '\\');
    expect(parser, 'u');
    int low = hex4(parser);
    if (low < 0xdc00 || low > 0xdfff) fail(parser);
    code = 0x10000 + (code - 0xd800) * 1024 + (low - 0xdc00);
  } else if (code >= 0xdc00 && code <= 0xdfff) fail(parser);
  put_code_point(out, code);
}

static void escape(Parser *parser, Text *out) {
  uint8_t code = peek(parser);
  parser->at++;
  switch (code) {
    case 'u': unicode_escape(parser, out); break;
    case 'n': put_char(out, '\n'); break;
    case 't': put_char(out, '\t'); break;
    case 'r': put_char(out, '\r'); break;
    case 'b': put_char(out, '\b'); break;
    case 'f': put_char(out, '\f'); break;
    case '"': case '\\': case '/': put_char(out, (char)code); break;
    default: fail(parser);
  }
}

static bool is_utf8(const uint8_t *p, size_t length) {
  for (size_t i = 0; i < length;) {
    uint8_t b = p[i++];
    if (b < 0x80) continue;
    size_t more = b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : 1;
    if (b < 0xc2 || b > 0xf4 || i + more > length) return false;
    uint8_t low = b == 0xe0 ? 0xa0 : b == 0xf0 ? 0x90 : 0x80;
    uint8_t high = b == 0xed ? 0x9f : b == 0xf4 ? 0x8f : 0xbf;
    if (p[i] < low || p[i] > high) return false;
    for (size_t j = 1; j < more; j++) if ((p[i + j] & 0xc0) != 0x80) return false;
    i += more;
  }
  return true;
}

static char *string(Parser *parser, uint32_t *length) {
  size_t run = ++parser->at;
  Text out = { 0 };
  for (; peek(parser) != '"';) {
    if (peek(parser) < 32) fail(parser);
    if (peek(parser) != '\\') {
      parser->at++;
      continue;
    }
    put(&out, (const char *)parser->bytes + run, parser->at - run);
    parser->at++;
    escape(parser, &out);
    run = parser->at;
  }
  const char *rest = (const char *)parser->bytes + run;
  size_t count = parser->at - run;
  parser->at++;
  if (out.bytes == NULL) {
    *length = (uint32_t)count;
    if (!is_utf8((const uint8_t *)rest, count)) fail(parser);
    return copy_text(rest, count);
  }
  put(&out, rest, count);
  put_char(&out, 0);
  *length = (uint32_t)out.length - 1;
  if (!is_utf8((const uint8_t *)out.bytes, *length)) fail(parser);
  return out.bytes;
}

static Value value(Parser *parser);

// After an item: whether another follows.
static bool comma(Parser *parser, uint8_t close) {
  skip_blanks(parser);
  bool more = peek(parser) == ',';
  if (!more) expect(parser, close);
  else parser->at++;
  return more;
}

static void enter(Parser *parser) {
  parser->at++;
  if (++parser->depth > 128) fail(parser);
  skip_blanks(parser);
}

static Value array(Parser *parser) {
  Value out = { .kind = ARRAY };
  enter(parser);
  bool more = peek(parser) != ']';
  if (!more) parser->at++;
  while (more) {
    if (out.count == out.room) {
      out.room = out.room == 0 ? 4 : out.room * 2;
      out.items = realloc(out.items, out.room * sizeof *out.items);
    }
    out.items[out.count++] = value(parser);
    more = comma(parser, ']');
  }
  parser->depth--;
  return out;
}

static void release(Value *value);

// A later member of the same key takes the place of the earlier one.
static void set(Value *object, Member member) {
  for (uint32_t i = 0; i < object->count; i++) {
    Member *known = &object->members[i];
    if (known->length != member.length) continue;
    if (memcmp(known->key, member.key, member.length) != 0) continue;
    release(&known->value);
    free(known->key);
    *known = member;
    return;
  }
  if (object->count == object->room) {
    object->room = object->room == 0 ? 4 : object->room * 2;
    object->members = realloc(object->members, object->room * sizeof *object->members);
  }
  object->members[object->count++] = member;
}

static Value object(Parser *parser) {
  Value out = { .kind = OBJECT };
  enter(parser);
  bool more = peek(parser) != '}';
  if (!more) parser->at++;
  while (more) {
    Member member;
    skip_blanks(parser);
    if (peek(parser) != '"') fail(parser);
    member.key = string(parser, &member.length);
    skip_blanks(parser);
    expect(parser, ':');
    member.value = value(parser);
    set(&out, member);
    more = comma(parser, '}');
  }
  parser->depth--;
  return out;
}

static Value number(Parser *parser) {
  bool negative = peek(parser) == '-';
  if (negative) parser->at++;
  if (peek(parser) < '0' || peek(parser) > '9') fail(parser);
  int64_t out = 0;
  for (; peek(parser) >= '0' && peek(parser) <= '9'; parser->at++) {
    if (__builtin_mul_overflow(out, 10, &out)) fail(parser);
    if (__builtin_add_overflow(out, peek(parser) - '0', &out)) fail(parser);
  }
  return (Value){ .kind = INT, .number = negative ? -out : out };
}

static Value word(Parser *parser, const char *text, Value out) {
  size_t length = strlen(text);
  if (parser->at + length > parser->end) fail(parser);
  if (memcmp(parser->bytes + parser->at, text, length) != 0) fail(parser);
  parser->at += length;
  return out;
}

static Value value(Parser *parser) {
  skip_blanks(parser);
  switch (peek(parser)) {
    case '{': return object(parser);
    case '[': return array(parser);
    case '"': {
      Value out = { .kind = STRING };
      out.text = string(parser, &out.count);
      return out;
    }
    case 't': return word(parser, "true", (Value){ .kind = BOOL, .truth = true });
    case 'f': return word(parser, "false", (Value){ .kind = BOOL, .truth = false });
    case 'n': return word(parser, "null", (Value){ .kind = NONE });
    default: return number(parser);
  }
}

static void release(Value *value) {
  if (value->kind == STRING) free(value->text);
  if (value->kind == ARRAY) {
    for (uint32_t i = 0; i < value->count; i++) release(&value->items[i]);
    free(value->items);
  }
  if (value->kind == OBJECT) {
    for (uint32_t i = 0; i < value->count; i++) {
      release(&value->members[i].value);
      free(value->members[i].key);
    }
    free(value->members);
  }
}

static void quote(Text *out, const char *text, size_t length) {
  put_char(out, '"');
  size_t run = 0;
  for (size_t i = 0; i < length; i++) {
    uint8_t b = (uint8_t)text[i];
    if (b >= 32 && b != '"' && b != '\\') continue;
    put(out, text + run, i - run);
    run = i + 1;
    char short_form = b == '\n' ? 'n' : b == '\r' ? 'r' : b == '\t' ? 't'
      : b == '\b' ? 'b' : b == '\f' ? 'f' : 0;
    char escaped[8] = { '\\', b < 32 ? short_form : (char)b };
    if (escaped[1] == 0) snprintf(escaped, sizeof escaped, "\\u%04x", b);
    put(out, escaped, strlen(escaped));
  }
  put(out, text + run, length - run);
  put_char(out, '"');
}

static int by_key(const void *x, const void *y) {
  const Member *a = *(const Member *const *)x, *b = *(const Member *const *)y;
  int order = memcmp(a->key, b->key, a->length < b->length ? a->length : b->length);
  return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

static void print(Text *out, const Value *value);

static void print_members(Text *out, const Value *object) {
  const Member **sorted = malloc((object->count + 1) * sizeof *sorted);
  for (uint32_t i = 0; i < object->count; i++) sorted[i] = &object->members[i];
  qsort(sorted, object->count, sizeof *sorted, by_key);
  for (uint32_t i = 0; i < object->count; i++) {
    if (i > 0) put_char(out, ',');
    quote(out, sorted[i]->key, sorted[i]->length);
    put_char(out, ':');
    print(out, &sorted[i]->value);
  }
  free(sorted);
}

static void print(Text *out, const Value *value) {
  char digits[32];
  switch (value->kind) {
    case NONE: put(out, "null", 4); break;
    case BOOL: put(out, value->truth ? "true" : "false", value->truth ? 4 : 5); break;
    case INT: put(out, digits, put_int(digits, value->number)); break;
    case STRING: quote(out, value->text, value->count); break;
    case ARRAY:
      put_char(out, '[');
      for (uint32_t i = 0; i < value->count; i++) {
        if (i > 0) put_char(out, ',');
        print(out, &value->items[i]);
      }
      put_char(out, ']');
      break;
    case OBJECT:
      put_char(out, '{');
      print_members(out, value);
      put_char(out, '}');
  }
}

static Text document(int count) {
  Text out = { 0 };
  int64_t x = 3;
  put_char(&out, '[');
  for (int i = 0; i < count; i++) {
    char piece[512];
    x = x * 16807 % 2147483647;
    int length = snprintf(piece, sizeof piece,
      "%s{\"name\": \"package-%d\", \"id\": %d, \"downloads\": %d, \"yanked\": %s, "
      "\"tags\": [\"t%d\", \"t%d\", null], \"owner\": {\"login\": \"user%d\", "
      "\"bio\": \"likes \\\"quotes\\\",\\n\\u00e9t\xc3\xa9 and long lines of plain text\"}, "
      "\"size\": -%d}",
      i > 0 ? ", " : "", (int)(x % 10000), i, (int)x, x % 10 == 0 ? "true" : "false",
      (int)(x % 7), (int)(x % 11), (int)(x % 999), (int)(x % 5000));
    put(&out, piece, (size_t)length);
  }
  put_char(&out, ']');
  return out;
}

int main(void) {
  Text text = document(15000);
  for (int times = 0; times < 3; times++) {
    Parser parser = { (const uint8_t *)text.bytes, 0, text.length, 0 };
    Value parsed = value(&parser);
    skip_blanks(&parser);
    if (parser.at != parser.end) fail(&parser);
    Text out = { 0 };
    print(&out, &parsed);
    release(&parsed);
    int64_t sum = 0;
    for (size_t i = 0; i < out.length; i++) sum = (sum * 31 + (uint8_t)out.bytes[i]) % 1000003;
    printf("%zu %zu %lld\n", text.length, out.length, (long long)sum);
    free(out.bytes);
  }
  free(text.bytes);
}
