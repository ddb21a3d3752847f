package attribution

// titles finds statements that only headlines make: "Minister: tariff plan
// 'will be ready'" and "Tariff plan ready, minister says" is left to the cues.
func (f *finder) titles() {}
