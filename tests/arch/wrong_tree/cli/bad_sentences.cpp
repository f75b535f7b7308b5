// This comment has one sentence only, but the sentence has many more words than a reader can keep
// in mind at the first reading.
const char* message() {
  return "this message has one sentence only, but the sentence has many more words than a reader "
         "can "
         "keep in mind at the first reading";
}
int number = 0;  // of something
