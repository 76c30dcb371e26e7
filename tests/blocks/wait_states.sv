// Adds ADD to each element, one beat at a time: takes it, waits WAIT cycles plus the number in its lowest bits, and offers it.
module wait_states #(
    parameter int LANES = 2,
    parameter int IN_BITS = 4,
    parameter int OUT_BITS = 6,
    parameter int ADD = 3,
    parameter int WAIT = 2
) (
    input  logic                                  clk,
    input  logic                                  rst_n,
    input  logic [((LANES*IN_BITS+7)/8)*8-1:0]  in_data,
    input  logic                                  in_valid,
    output logic                                  in_ready,
    output logic [((LANES*OUT_BITS+7)/8)*8-1:0] out_data,
    output logic                                  out_valid,
    input  logic                                  out_ready
);
  typedef enum logic [1:0] {
    Idle,
    Working,
    Offering
  } state_t;
  state_t state;
  logic [31:0] left;

  assign in_ready  = state == Idle;
  assign out_valid = state == Offering;
  always_ff @(posedge clk) begin
    if (!rst_n) state <= Idle;
    else
      unique case (state)
        Idle:
        if (in_valid) begin
          out_data <= '1;  // padding may have any value
          for (int i = 0; i < LANES; i++) out_data[i*OUT_BITS+:OUT_BITS] <= OUT_BITS'(in_data[i*IN_BITS+:IN_BITS]) + OUT_BITS'(ADD);
          left  <= 32'(in_data[1:0]) + WAIT;
          state <= Working;
        end
        Working:
        if (left == 0) state <= Offering;
        else left <= left - 1;
        default: if (out_ready) state <= Idle;
      endcase
  end
endmodule
