// The model picker.
